import type { WorkloadContext } from '@tandem/runtime';
import type { FastifyInstance } from 'fastify';
import { OverviewSchema, operateRegion, readOverview } from '../regions/index.ts';
import {
  type Force,
  ForceSchema,
  type RegionParams,
  RegionParamsSchema,
} from '../regions/schemas.ts';

/** How the regions stand, and what an operator may ask of them: any region that serves answers. */
export function regionRoutes(server: FastifyInstance, context: WorkloadContext): void {
  const { clock, documents, logger, regions, topology } = context;
  const overview = () =>
    readOverview({ documents, topology, now: clock.now(), roll: regions.roll() });

  server.get(
    '/regions',
    { config: { right: 'read' }, schema: { hide: true, response: { 200: OverviewSchema } } },
    overview,
  );
  server.post<{ Params: RegionParams; Querystring: Force }>(
    '/regions/:region/:action',
    {
      config: { right: 'operate' },
      schema: { hide: true, params: RegionParamsSchema, querystring: ForceSchema },
    },
    async ({ params: { region, action }, query: { force } }) => {
      const { history } = regions;
      const asked = { documents, overview: await overview(), history, force };
      const operated = await operateRegion(region, action, asked);
      logger.info({ ...operated, forced: force !== undefined }, 'an operator asked for this');
      return operated;
    },
  );
}
