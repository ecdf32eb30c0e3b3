import type { WorkloadContext } from '@tandem/runtime';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { principalOf, requireAllCustomers } from './access/principal.ts';
import { recentEvents } from './recent-events.ts';
import { BindSchema, type EventsQuery, EventsQuerySchema, StatusSchema } from './schemas.ts';
import { StatusSource } from './status.ts';

const DEFAULT_LIMIT = 100;
const config = { role: 'support' } as const;

/** What commands read of this one process and its region. */
export function statusRoutes(server: FastifyInstance, context: WorkloadContext): void {
  const { documents, topology } = context;
  const regions = topology.regions.map(({ name }) => name);
  const status = new StatusSource(context);

  server.get(
    '/status',
    { config, schema: { hide: true, response: { 200: StatusSchema } } },
    (request) => {
      requireAllCustomers(principalOf(request));
      return status.current();
    },
  );
  server.get(
    '/binds',
    {
      config,
      schema: { hide: true, response: { 200: Type.Object({ binds: Type.Array(BindSchema) }) } },
    },
    async () => ({ binds: await status.binds() }),
  );
  server.get<{ Querystring: EventsQuery }>(
    '/events',
    { config, schema: { hide: true, querystring: EventsQuerySchema } },
    async (request) => {
      requireAllCustomers(principalOf(request));
      const limit = request.query.limit ?? DEFAULT_LIMIT;
      return { events: await recentEvents(documents, regions, limit) };
    },
  );
}
