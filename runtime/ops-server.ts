import fastify, { type FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import type { HealthView } from './health/region-health.ts';

export interface OpsServerOptions {
  readonly host: string;
  readonly port: number;
  readonly health: HealthView & { readonly able: boolean };
  readonly metrics: Registry;
}

export interface OpsServer {
  readonly port: number;
  close(): Promise<void>;
}

const NOT_FOUND = '{"type":"about:blank","title":"Not found","status":404}';

/**
 * /health (of the region), /ready (of this process alone, for whoever restarts processes one after the other),
 * /live (its event loop answers, whatever it depends on: a restart would mend nothing else) and /metrics on a
 * port of their own, for probes and Prometheus, never for customers.
 */
export async function startOpsServer(options: OpsServerOptions): Promise<OpsServer> {
  const { host, port, health, metrics } = options;
  const server = fastify({ bodyLimit: 1_024, requestTimeout: 10_000, forceCloseConnections: true });
  server.get('/health', (_request, reply) => {
    const { status, body } = health.answer();
    return reply.code(status).type('application/json').send(body);
  });
  server.get('/ready', (_request, reply) => {
    const { able } = health;
    return reply.code(able ? 200 : 503).send({ status: able ? 'READY' : 'NOT_READY' });
  });
  server.get('/live', (_request, reply) => reply.send({ status: 'LIVE' }));
  server.get('/metrics', async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.metrics()),
  );
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).type('application/problem+json').send(NOT_FOUND),
  );
  await server.listen({ host, port });
  return { port: portOf(server), close: () => server.close() };
}

function portOf(server: FastifyInstance): number {
  const address = server.server.address();
  if (typeof address === 'object' && address !== null) return address.port;
  throw new Error('the ops server has no TCP address');
}
