import type { Topology } from '@tandem/topology';
import { pickByWeight } from '../draw.ts';
import { type Endpoint, isAvailable, type Pool, type PoolView } from './pool.ts';

type Steering = Topology['edge']['api']['steering'];

export type SteeringPolicy = Steering['policy'];
export type AffinityPolicy = Steering['sessionAffinity'];

export interface BalancerRules {
  readonly policy: SteeringPolicy;
  readonly pools: readonly Pool[];
  /** The name of one of them. */
  readonly fallbackPool: string;
  readonly sessionAffinity: AffinityPolicy;
  /** Whether a pinned session may fail over; `none` is Cloudflare's default. */
  readonly sessionFailover: 'none' | 'temporary' | 'sticky';
  readonly zeroDowntime: Topology['edge']['api']['zeroDowntimeFailover'];
}

export interface Chosen {
  readonly pool: Pool;
  readonly via: 'steering' | 'fallback';
}

/**
 * The pool for a request; undefined when there is none, not even the fallback pool (it is disabled),
 * which Cloudflare answers with 530 ("How a load balancer becomes unhealthy").
 * @param draw in [0, 1): chance, or a hash of the client
 */
export function choosePool(rules: BalancerRules, view: PoolView, draw: number): Chosen | undefined {
  const pool = steer(rules, view, draw);
  if (pool !== undefined) return { pool, via: 'steering' };
  // "This pool is meant to be the pool of last resort, meaning that its health is not taken into account
  // when directing traffic" (Fallback pools).
  const fallback = rules.pools.find(({ name }) => name === rules.fallbackPool);
  if (fallback === undefined || !view.isEnabled(fallback.name)) return undefined;
  return { pool: fallback, via: 'fallback' };
}

function steer({ policy, pools }: BalancerRules, view: PoolView, draw: number): Pool | undefined {
  // "Failover steering uses the pool order" and skips unhealthy pools; weights do not count (Standard
  // traffic steering policies, Off).
  if (policy === 'off') return pools.find((pool) => isAvailable(pool, view));
  const available = pools.filter((pool) => isAvailable(pool, view));
  return pickByWeight(available, (pool) => weightOf(policy, pool, view), draw);
}

function weightOf(policy: SteeringPolicy, { name, weight }: Pool, view: PoolView): number {
  // "Pools with more pending requests are weighted proportionately less in relation to others" (Least
  // Outstanding Requests). The formula is not published; in proportion means divided by what a request
  // more would make.
  if (policy === 'least_outstanding_requests') return weight / (view.outstanding(name) + 1);
  return weight;
}

/**
 * The endpoint within a pool, by weight among the healthy ones; all of them when none is healthy, as only
 * the fallback pool is chosen then. "% of traffic to endpoint = endpoint weight ÷ sum of all weights in
 * the pool" (Local traffic steering, Random).
 */
export function chooseEndpoint(pool: Pool, view: PoolView, draw: number): Endpoint | undefined {
  const healthy = pool.endpoints.filter(({ name }) => view.isHealthy(name));
  const candidates = healthy.length > 0 ? healthy : pool.endpoints;
  return pickByWeight(candidates, ({ weight }) => weight, draw) ?? candidates[0];
}
