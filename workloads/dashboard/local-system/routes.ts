import type { WorkloadContext } from '@tandem/runtime';
import type { FastifyInstance } from 'fastify';
import { drillRoutes } from './drill-routes.ts';
import { type TryRoutesOptions, tryRoutes } from './try-routes.ts';

/** What there is only beside a local system, whose controls this process was told. */
export function localRoutes(
  server: FastifyInstance,
  { config }: WorkloadContext,
  options: TryRoutesOptions,
): void {
  tryRoutes(server, options);
  drillRoutes(server, { ...options, reportsDir: config.drillReports });
}
