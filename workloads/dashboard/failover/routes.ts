import { TandemError } from '@tandem/core';
import type { WorkloadContext } from '@tandem/runtime';
import type { FastifyInstance } from 'fastify';
import { operateRegion, readOverview } from '../../regions/index.ts';
import { principalOf, requireAllCustomers } from '../access/principal.ts';
import type { Actions } from '../audit/actions.ts';
import type { LiveSource } from '../live/source.ts';
import { ActedSchema, type Action, ActionSchema, FailoverSchema } from '../schemas.ts';
import { offersOf } from './actions.ts';

const ORDERS = {
  failover: 'promote',
  failback: 'promote',
  drain: 'drain',
  undrain: 'undrain',
} as const;

/** Where the active role is, how it last moved, and moving it. */
export function failoverRoutes(
  server: FastifyInstance,
  context: WorkloadContext,
  { live, actions }: { readonly live: LiveSource; readonly actions: Actions },
): void {
  const { clock, documents, regions, topology } = context;
  const read = () => readOverview({ documents, topology, now: clock.now(), roll: regions.roll() });

  server.get(
    '/failover',
    {
      config: { role: 'viewer' },
      schema: { hide: true, response: { 200: FailoverSchema } },
    },
    async () => {
      const overview = await read();
      live.failovers.observe(overview, live.surroundings.edgeMonitors);
      return { overview, last: live.failovers.last, actions: offersOf(overview) };
    },
  );
  server.post<{ Body: Action }>(
    '/failover/actions',
    {
      config: { role: 'operator', action: true },
      schema: { hide: true, body: ActionSchema, response: { 200: ActedSchema } },
      preValidation: async ({ body }) => confirmed(body),
    },
    async (request) => {
      const { action, region, reason, force = false } = request.body;
      const principal = principalOf(request);
      requireAllCustomers(principal);
      requireHome(action, region, (await read()).home);
      return actions.perform(principal, { action, target: region, reason }, async () => {
        const by = `by ${principal.name}: ${reason}`;
        const done = await operateRegion(region, ORDERS[action], {
          documents,
          overview: await read(),
          history: {
            record: ({ detail, ...facts }) =>
              regions.history.record({ ...facts, detail: [detail, by].join(', ') }),
          },
          force: force ? region : undefined,
        });
        return { ...done, action };
      });
    },
  );
}

/** Before anything is looked at: what was typed must be the name of the region. */
function confirmed(body: unknown): void {
  if (typeof body !== 'object' || body === null) return;
  const region: unknown = Reflect.get(body, 'region');
  const confirm: unknown = Reflect.get(body, 'confirm');
  if (typeof region !== 'string' || typeof confirm !== 'string' || confirm === region) return;
  const reason = `must repeat the name of the region, ${region.slice(0, 64)}`;
  throw new TandemError('invalid-request', { field: 'confirm', reason });
}

function requireHome(action: Action['action'], region: string, home: string): void {
  if (action === 'failover' && region === home) {
    throw new TandemError('region-refused', { reason: `${home} is home: that is a failback` });
  }
  if (action === 'failback' && region !== home) {
    throw new TandemError('region-refused', {
      reason: `${region} is not home: that is a failover`,
    });
  }
}
