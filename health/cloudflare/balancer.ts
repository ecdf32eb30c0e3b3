import type { Topology } from '@tandem/topology';
import { unitHash } from '../draw.ts';
import { isAvailable, type Pool, type PoolView, poolsOf } from './pool.ts';
import { type BalancerRules, chooseEndpoint, choosePool } from './steering.ts';

/** Where a request goes. */
export interface Decision {
  readonly pool: string;
  readonly endpoint: string;
  /** Why: steering, its session, the fallback pool, or a retry after a failed connection. */
  readonly via: 'steering' | 'session' | 'fallback' | 'failover';
  /** The session is pinned to this endpoint from now on: set the cookie. */
  readonly pin?: true;
}

export interface BalancerRequest {
  readonly clientIp: string;
  /** The endpoint that the session's cookie names. */
  readonly pinnedTo?: string;
  /** In [0, 1): chance. */
  readonly draw: number;
}

/** The rules of the topology's load balancer. */
export function balancerRules({
  steering,
  zeroDowntimeFailover,
}: Topology['edge']['api']): BalancerRules {
  return {
    policy: steering.policy,
    pools: poolsOf(steering),
    fallbackPool: steering.fallbackPool,
    sessionAffinity: steering.sessionAffinity,
    sessionFailover: 'none',
    zeroDowntime: zeroDowntimeFailover,
  };
}

/**
 * The first choice for a request; undefined: 530. With session affinity, a request goes to the endpoint
 * that its cookie names "as long as the endpoint remains healthy"; otherwise "a new endpoint is calculated
 * and used", and pinned (Session affinity). `ip_cookie`: "the initial endpoint selection is stable and
 * based on the client's IP address", so neither chance nor load may move it.
 */
export function decide(
  rules: BalancerRules,
  view: PoolView,
  request: BalancerRequest,
): Decision | undefined {
  const sticky = rules.sessionAffinity !== 'none';
  const pinned = sticky ? pinnedDecision(rules.pools, view, request.pinnedTo) : undefined;
  if (pinned !== undefined) return pinned;
  const byIp = rules.sessionAffinity === 'ip_cookie';
  const draw = byIp ? unitHash(request.clientIp) : request.draw;
  const chosen = choosePool(
    rules,
    byIp ? { ...methodsOf(view), outstanding: () => 0 } : view,
    draw,
  );
  const endpoint = chosen && chooseEndpoint(chosen.pool, view, inner(draw));
  if (chosen === undefined || endpoint === undefined) return undefined;
  return {
    pool: chosen.pool.name,
    endpoint: endpoint.name,
    via: chosen.via,
    ...(sticky ? { pin: true } : {}),
  };
}

function pinnedDecision(
  pools: readonly Pool[],
  view: PoolView,
  pinnedTo: string | undefined,
): Decision | undefined {
  if (pinnedTo === undefined || !view.isHealthy(pinnedTo)) return undefined;
  const pool = pools.find(({ endpoints }) => endpoints.some(({ name }) => name === pinnedTo));
  if (pool === undefined || !isAvailable(pool, view)) return undefined;
  return { pool: pool.name, endpoint: pinnedTo, via: 'session' };
}

function methodsOf(view: PoolView): PoolView {
  return {
    isHealthy: (endpoint) => view.isHealthy(endpoint),
    isEnabled: (pool) => view.isEnabled(pool),
    outstanding: (pool) => view.outstanding(pool),
  };
}

/** A second draw from the first, so that the choice within a pool does not repeat the one between pools. */
function inner(draw: number): number {
  return unitHash(String(draw));
}
