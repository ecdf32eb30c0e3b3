import type { FastifyInstance } from 'fastify';
import { SnapshotSchema } from '../schemas.ts';
import type { LiveSource } from './source.ts';
import type { Streams } from './streams.ts';

/** The state of the whole system: as a stream, and once. */
export function liveRoutes(server: FastifyInstance, source: LiveSource, streams: Streams): void {
  const config = { role: 'viewer' } as const;
  server.get('/live', { config, schema: { hide: true } }, (request, reply) =>
    streams.open(request, reply),
  );
  server.get(
    '/live/state',
    { config, schema: { hide: true, response: { 200: SnapshotSchema } } },
    () => source.snapshot(),
  );
  // Streams never end by themselves: whoever closes the server would wait for them.
  server.addHook('preClose', async () => streams.closeAll('draining'));
}
