import { counter, type Workload, type WorkloadContext } from '@tandem/runtime';
import type { FastifyInstance } from 'fastify';
import { createHttpServer, shareApiListener } from '../http/index.ts';
import { dashboardParts } from './routes.ts';

export { mintSignIn } from './access/one-time.ts';
export { SESSION_KEY } from './access/sealer.ts';

/**
 * Shows how the whole system stands, and lets operators act. It is on the listener of `api` when that runs in
 * this process, else on a listener of its own on the API port.
 */
export function createDashboard(context: WorkloadContext): Workload {
  const { config, logger, metrics, regionHealth, topology } = context;
  const { routes, live, streams } = dashboardParts(context);
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
          bodyLimit: topology.authentication.maxBodyBytes,
          onRefused: (error) => {
            refused.inc({ code: error.code });
            if (error.status >= 500) logger.error({ err: error.cause ?? error }, 'request failed');
          },
        });
        await server.register(routes);
        await server.listen({ host: config.host, port: config.apiPort });
      }
      live.start();
      // Pages that stay would watch a region that serves nobody; the edge leads them to another one.
      regionHealth.onChange(({ up }) => {
        if (!up) streams.closeAll('draining');
      });
      started = true;
    },
    health: () => (started ? { ready: true } : { ready: false, detail: 'not started' }),
    async drain() {
      live.stop();
      streams.closeAll('draining');
      await server?.close();
    },
    ports() {
      const address = server?.server.address();
      return typeof address === 'object' && address !== null ? { dashboard: address.port } : {};
    },
  };
}
