import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseMsisdn, systemClock } from '@tandem/core';
import { expect, test } from 'vitest';
import { OperatorApi } from './operator-api.ts';

const msisdn = parseMsisdn('+14045550101') ?? expect.fail('not E.164');
const options = { clock: systemClock, timeoutMs: 30, maxAttempts: 2, token: 'fiction' };

test('an operator that accepts and never answers costs one timeout, not one a retry', async () => {
  let requests = 0;
  const server = createServer(() => {
    requests += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const api = new OperatorApi({ ...options, baseUrl: `http://127.0.0.1:${port}` });
  expect(await api.ask(msisdn)).toEqual({ kind: 'no-answer', reason: 'timeout' });
  expect(requests).toBe(1);
  expect([api.inFlight, api.waiting]).toEqual([0, 0]);
  await api.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('nobody listens: gone on without', async () => {
  const api = new OperatorApi({ ...options, baseUrl: 'http://127.0.0.1:1' });
  expect(await api.ask(msisdn)).toEqual({ kind: 'no-answer', reason: 'unreachable' });
  await api.close();
});
