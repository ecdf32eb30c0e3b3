import type { Decision } from './balancer.ts';
import { isAvailable, type Pool, type PoolView } from './pool.ts';
import { type BalancerRules, chooseEndpoint, choosePool } from './steering.ts';

export interface FailedTry {
  readonly decision: Decision;
  /** What the client would be answered: 521 refused, 522 timed out, 523 unreachable, 525/526 TLS, or other. */
  readonly status: number;
  /** Retries already made for this request. */
  readonly retries: number;
  /** In [0, 1): chance. */
  readonly draw: number;
}

/**
 * Zero-downtime failover: where to repeat a request that failed, or undefined: answer the client.
 * - "A single retry only if there is another healthy endpoint in the pool and a 521, 522, 523, 525 or 526
 *   error code is occurring. No other error codes" (Adaptive routing).
 * - Failover across pools: "When there are no healthy endpoints in the same pool … to healthy endpoints in
 *   alternate pools according to the failover order defined by traffic and endpoint steering".
 * - A session that is pinned fails over only when its load balancer says so (`zero_downtime_failover` of
 *   the session affinity attributes; "none: no failover takes place for sessions pinned to the origin").
 *
 * Assumed, as the documentation is silent: a default pool with weight 0 takes part, after those with a
 * weight; a pool that is only the fallback pool does not.
 */
export function retryOf(
  rules: BalancerRules,
  view: PoolView,
  { decision, status, retries, draw }: FailedTry,
): Decision | undefined {
  const { zeroDowntime, sessionAffinity, sessionFailover } = rules;
  if (retries >= zeroDowntime.retries || !zeroDowntime.statuses.includes(status)) return undefined;
  if (decision.via === 'session' && sessionFailover === 'none') return undefined;
  const found =
    withinPool(rules, view, decision, draw) ??
    (zeroDowntime.acrossPools ? acrossPools(rules, view, decision, draw) : undefined);
  if (found === undefined) return undefined;
  const repin = sessionAffinity !== 'none' && sessionFailover === 'sticky';
  return { ...found, via: 'failover', ...(repin ? { pin: true } : {}) };
}

type Place = Pick<Decision, 'pool' | 'endpoint'>;

function withinPool(
  { pools }: BalancerRules,
  view: PoolView,
  { pool: name, endpoint }: Decision,
  draw: number,
): Place | undefined {
  const pool = pools.find((candidate) => candidate.name === name);
  if (pool === undefined) return undefined;
  const others = pool.endpoints.filter((one) => one.name !== endpoint && view.isHealthy(one.name));
  return placeIn({ ...pool, endpoints: others }, view, draw);
}

function acrossPools(
  rules: BalancerRules,
  view: PoolView,
  { pool: failed }: Decision,
  draw: number,
): Place | undefined {
  const pools = rules.pools.filter((pool) => pool.name !== failed && isAvailable(pool, view));
  const steered = choosePool({ ...rules, pools, fallbackPool: '' }, view, draw)?.pool;
  const pool = steered ?? pools[0];
  return pool && placeIn(pool, view, draw);
}

function placeIn(pool: Pool, view: PoolView, draw: number): Place | undefined {
  const endpoint = chooseEndpoint(pool, view, draw);
  return endpoint && { pool: pool.name, endpoint: endpoint.name };
}
