import type { Topology } from '@tandem/topology';

export interface Endpoint {
  readonly name: string;
  /** Share of the pool's traffic: 0 to 1; with 0 it is watched, and gets none. */
  readonly weight: number;
}

export interface Pool {
  readonly name: string;
  /** Share of the load balancer's traffic (`random_steering`): 0 to 1. */
  readonly weight: number;
  readonly endpoints: readonly Endpoint[];
  /** Health threshold (`minimum_origins`): with fewer healthy endpoints the pool is critical. */
  readonly minimumHealthy: number;
}

/** What the balancer may ask about the present. */
export interface PoolView {
  /** A monitor has marked it healthy; unknown is not healthy. */
  isHealthy(endpoint: string): boolean;
  /** False: switched off by hand, gets nothing, not even as the fallback pool. */
  isEnabled(pool: string): boolean;
  /** Requests sent to the pool that have no answer yet. */
  outstanding(pool: string): number;
}

/** "How endpoints and pools become unhealthy" has these three, from the endpoints and the threshold. */
export type PoolHealth = 'healthy' | 'degraded' | 'critical';

export function poolHealth(pool: Pool, view: PoolView): PoolHealth {
  const healthy = pool.endpoints.filter(({ name }) => view.isHealthy(name)).length;
  if (healthy < Math.max(1, pool.minimumHealthy)) return 'critical';
  return healthy === pool.endpoints.length ? 'healthy' : 'degraded';
}

/** Steering may choose it: enabled and not critical. */
export function isAvailable(pool: Pool, view: PoolView): boolean {
  if (!view.isEnabled(pool.name)) return false;
  if (pool.minimumHealthy > 1) return poolHealth(pool, view) !== 'critical';
  return pool.endpoints.some(({ name }) => view.isHealthy(name));
}

/** The pools of the topology: each has one endpoint, the load balancer of its region, named after it. */
export function poolsOf({ pools }: Topology['edge']['api']['steering']): Pool[] {
  return pools.map(({ name, region, weight }) => ({
    name,
    weight,
    endpoints: [{ name: region, weight: 1 }],
    minimumHealthy: 1,
  }));
}
