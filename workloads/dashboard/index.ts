import { counter, type Workload, type WorkloadContext } from '@tandem/runtime';
import type { FastifyInstance } from 'fastify';
import { createHttpServer, shareApiListener } from '../http/index.ts';
import { dashboardRoutes } from './routes.ts';

/** No request of the dashboard has a body. */
const BODY_LIMIT = 1_024;

/**
 * Shows how the region stands. It is on the listener of `api` when that runs in this process, else on a
 * listener of its own on the API port.
 */
export function createDashboard(context: WorkloadContext): Workload {
  const { config, logger, metrics } = context;
  const routes = dashboardRoutes(context);
  const shares = shareApiListener(context, routes);
  const refused = counter(metrics, {
    name: 'tandem_dashboard_refused_total',
    help: "Requests that the dashboard's own listener refused, by code.",
    labelNames: ['code'],
  });
  let server: FastifyInstance | undefined;
  let started = false;
  return {
    name: 'dashboard',
    async start() {
      if (!shares) {
        server = createHttpServer({
          bodyLimit: BODY_LIMIT,
          onRefused: (error) => {
            refused.inc({ code: error.code });
            if (error.status >= 500) logger.error({ err: error.cause ?? error }, 'request failed');
          },
        });
        await server.register(routes);
        await server.listen({ host: config.host, port: config.apiPort });
      }
      started = true;
    },
    health: () => (started ? { ready: true } : { ready: false, detail: 'not started' }),
    async drain() {
      await server?.close();
    },
    ports() {
      const address = server?.server.address();
      return typeof address === 'object' && address !== null ? { dashboard: address.port } : {};
    },
  };
}
