import { type Pool, poolHealth } from '@tandem/health';
import type { FastifyInstance } from 'fastify';
import { addFaultRoutes, createControl } from '../control-server.ts';
import type { Edge } from './edge.ts';
import { edgeFaultSchema } from './edge-faults.ts';
import type { WatchView } from './watch/watch.ts';

/** What the edge knows and has done since its start. */
export function edgeStatus(edge: Edge): object {
  const { balancer, topology, accelerator, api, faults, startedAt } = edge;
  const { rules } = balancer;
  return {
    startedAt: new Date(startedAt).toISOString(),
    profile: topology.profile,
    regions: Object.fromEntries(
      [...edge.regions].map(([region, { link, origin, monitor, check }]) => [
        region,
        {
          link: link.state,
          monitor: watchStatus(monitor.view()),
          endpointCheck: watchStatus(check.view()),
          requests: { ...origin.counts, byStatus: Object.fromEntries(origin.byStatus) },
          connections: accelerator.counts.get(region),
        },
      ]),
    ),
    loadBalancer: {
      policy: rules.policy,
      fallbackPool: rules.fallbackPool,
      pools: rules.pools.map((pool) => poolStatus(edge, pool)),
      refusals: Object.fromEntries(api.refusals),
      byPlace: Object.fromEntries(api.byPlace),
    },
    accelerator: {
      endpointGroups: topology.edge.accelerator.endpointGroups.map((group) => ({
        region: group.region,
        dialPercent: group.dialPercent,
        endpointWeight: group.endpointWeight,
        healthy: edge.isHealthy('applet', group.region),
      })),
      connections: accelerator.connections,
      byPlace: Object.fromEntries(accelerator.byPlace),
    },
    faults: faults.list(),
  };
}

function poolStatus({ balancer }: Edge, pool: Pool): object {
  return {
    name: pool.name,
    weight: pool.weight,
    endpoints: pool.endpoints.map(({ name }) => name),
    health: poolHealth(pool, balancer),
    enabled: balancer.isEnabled(pool.name),
    outstanding: balancer.outstanding(pool.name),
  };
}

function watchStatus({ history, lastCheckAt, ...view }: WatchView): object {
  const time = (at: number) => new Date(at).toISOString();
  return {
    ...view,
    ...(lastCheckAt === undefined ? {} : { lastCheckAt: time(lastCheckAt) }),
    history: history.map((change) => ({ ...change, at: time(change.at) })),
  };
}

/** GET /status, POST /checks, and the faults. */
export function createEdgeControl(edge: Edge): FastifyInstance {
  const app = createControl({ operatorToken: edge.settings.operatorToken });
  app.get('/status', async () => edgeStatus(edge));
  app.post('/checks', async (_, reply) => {
    edge.checkNow();
    reply.code(202);
    return { checking: [...edge.regions.keys()] };
  });
  addFaultRoutes(app, edge.faults, edgeFaultSchema(edge.topology));
  return app;
}
