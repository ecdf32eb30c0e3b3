import type { WorkloadContext } from '@tandem/runtime';
import type { FastifyInstance } from 'fastify';
import { OverviewSchema, operateRegion, readOverview } from '../regions/index.ts';
import {
  type Force,
  ForceSchema,
  type RegionParams,
  RegionParamsSchema,
} from '../regions/schemas.ts';
import { principalOf, requireAllCustomers } from './access/principal.ts';
import type { Actions } from './audit/actions.ts';

/** How the regions stand, and what an operator may ask of them: any region that serves answers. */
export function regionRoutes(
  server: FastifyInstance,
  context: WorkloadContext,
  actions: Actions,
): void {
  const { clock, documents, regions, topology } = context;
  const overview = () =>
    readOverview({ documents, topology, now: clock.now(), roll: regions.roll() });

  server.get(
    '/regions',
    { config: { role: 'viewer' }, schema: { hide: true, response: { 200: OverviewSchema } } },
    overview,
  );
  server.post<{ Params: RegionParams; Querystring: Force }>(
    '/regions/:region/:action',
    {
      config: { role: 'operator', action: true },
      schema: { hide: true, params: RegionParamsSchema, querystring: ForceSchema },
    },
    async (request) => {
      const principal = principalOf(request);
      requireAllCustomers(principal);
      const { region, action } = request.params;
      const { force } = request.query;
      const { history } = regions;
      const asked = { action, target: region };
      const operate = async () =>
        operateRegion(region, action, { documents, overview: await overview(), history, force });
      return actions.perform(principal, asked, operate, 'even-unrecorded');
    },
  );
}
