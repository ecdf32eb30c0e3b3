import type { Pool, PoolView } from '../pool.ts';
import type { BalancerRules } from '../steering.ts';

/** A view in which everything is as told, and otherwise healthy, enabled and idle. */
export function viewOf(given: {
  readonly down?: readonly string[];
  readonly disabled?: readonly string[];
  readonly outstanding?: Readonly<Record<string, number>>;
}): PoolView {
  return {
    isHealthy: (endpoint) => !(given.down ?? []).includes(endpoint),
    isEnabled: (pool) => !(given.disabled ?? []).includes(pool),
    outstanding: (pool) => given.outstanding?.[pool] ?? 0,
  };
}

export function pool(name: string, weight: number, endpoints: readonly string[]): Pool {
  return {
    name,
    weight,
    endpoints: endpoints.map((endpoint) => ({ name: endpoint, weight: 1 })),
    minimumHealthy: 1,
  };
}

/** Pools `a` (endpoints a1, a2), `b` (b1) and `c` (c1), the last one the fallback pool. */
export function rulesWith(changes: Partial<BalancerRules>): BalancerRules {
  return {
    policy: 'random',
    pools: [pool('a', 1, ['a1', 'a2']), pool('b', 1, ['b1']), pool('c', 0, ['c1'])],
    fallbackPool: 'c',
    sessionAffinity: 'none',
    sessionFailover: 'none',
    zeroDowntime: { retries: 1, statuses: [521, 522, 523, 525, 526], acrossPools: false },
    ...changes,
  };
}
