import { expect, test } from 'vitest';
import { apiHarness } from '../api/testing/api-harness.ts';
import { testContext } from '../records/testing/context.ts';
import { shareApiListener } from './index.ts';

test('another workload of the process puts its routes on the listener of api', async () => {
  const config = { workloads: ['dashboard', 'api'] } as const;
  const { context, api } = await apiHarness({ config });
  const shared = shareApiListener(context, async (scope) => {
    scope.get('/dashboard/state', () => ({ fine: true }));
  });
  expect(shared).toBe(true);
  const server = await api.createServer();
  expect((await server.inject('/dashboard/state')).json()).toEqual({ fine: true });
  expect((await server.inject({ method: 'POST', url: '/dashboard/state' })).statusCode).toBe(405);
  expect((await server.inject('/openapi.json')).payload).not.toContain('/dashboard/state');
});

test('a workload without api beside it is told to listen itself', () => {
  const context = testContext({ config: { workloads: ['dashboard'] } });
  expect(shareApiListener(context, async () => undefined)).toBe(false);
});
