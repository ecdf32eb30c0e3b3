import { topologyFor } from '@tandem/topology';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balancerRules } from './balancer.ts';
import { poolHealth } from './pool.ts';
import { chooseEndpoint, choosePool } from './steering.ts';
import { pool, rulesWith, viewOf } from './testing/load-balancer.ts';

const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const ENDPOINTS = ['a1', 'a2', 'b1', 'c1'];

/** How often each pool is chosen over even draws. */
function shares(rules = rulesWith({}), view = viewOf({})): Record<string, number> {
  const counts: Record<string, number> = {};
  for (let i = 0; i < 1_000; i += 1) {
    const name = choosePool(rules, view, i / 1_000)?.pool.name ?? 'none';
    counts[name] = (counts[name] ?? 0) + 1 / 1_000;
  }
  return Object.fromEntries(
    Object.entries(counts).map(([name, share]) => [name, Math.round(share * 1_000) / 1_000]),
  );
}

describe('the health of a pool', () => {
  it('is healthy, degraded, or critical below its threshold', () => {
    const two = pool('a', 1, ['a1', 'a2']);
    expect(poolHealth(two, viewOf({}))).toBe('healthy');
    expect(poolHealth(two, viewOf({ down: ['a1'] }))).toBe('degraded');
    expect(poolHealth(two, viewOf({ down: ['a1', 'a2'] }))).toBe('critical');
    const strict = { ...two, minimumHealthy: 2 };
    expect(poolHealth(strict, viewOf({ down: ['a1'] }))).toBe('critical');
  });
});

describe('steering off', () => {
  const rules = rulesWith({ policy: 'off' });

  it('sends everything to the first healthy pool in order, whatever the weights', () => {
    expect(shares(rules)).toEqual({ a: 1 });
    expect(shares(rules, viewOf({ down: ['a1', 'a2'] }))).toEqual({ b: 1 });
    expect(shares(rules, viewOf({ down: ['a1', 'a2', 'b1'] }))).toEqual({ c: 1 });
  });

  it('is not disturbed when a pool that gets nothing becomes unhealthy', () => {
    expect(shares(rules, viewOf({ down: ['b1'] }))).toEqual({ a: 1 });
  });
});

describe('random steering', () => {
  it('gives each pool its weight', () => {
    const pools = [pool('a', 0.2, ['a1']), pool('b', 0.6, ['b1'])];
    expect(shares(rulesWith({ pools }))).toEqual({ a: 0.25, b: 0.75 });
  });

  it('distributes what an unhealthy pool had over the others', () => {
    expect(shares(rulesWith({}), viewOf({ down: ['a1', 'a2'] }))).toEqual({ b: 1 });
  });

  it('skips a pool that is disabled', () => {
    expect(shares(rulesWith({}), viewOf({ disabled: ['a'] }))).toEqual({ b: 1 });
  });
});

describe('least outstanding requests', () => {
  const rules = rulesWith({ policy: 'least_outstanding_requests' });

  it('weighs pools with more pending requests proportionately less', () => {
    expect(shares(rules)).toEqual({ a: 0.5, b: 0.5 });
    expect(shares(rules, viewOf({ outstanding: { a: 3, b: 0 } }))).toEqual({ a: 0.2, b: 0.8 });
  });

  it('serves from the standby when both regions have equal weights', () => {
    const pools = [pool('east', 1, ['e']), pool('west', 1, ['w'])];
    const equal = { ...rules, pools, fallbackPool: 'west' };
    expect(shares(equal).west).toBeGreaterThan(0.4);
  });

  it('keeps live traffic off a pool with weight 0, however busy the others are', () => {
    const view = viewOf({ outstanding: { a: 10_000, b: 10_000, c: 0 } });
    expect(shares(rules, view).c).toBeUndefined();
  });
});

describe('the fallback pool', () => {
  it('serves when no other pool can, and ignores its own health', () => {
    const everything = viewOf({ down: ENDPOINTS });
    fc.assert(
      fc.property(
        fc.constantFrom('off', 'random', 'least_outstanding_requests'),
        unit,
        (policy, draw) => {
          const chosen = choosePool(rulesWith({ policy }), everything, draw);
          expect(chosen).toMatchObject({ pool: { name: 'c' }, via: 'fallback' });
        },
      ),
    );
  });

  it('serves when only pools with weight 0 are healthy', () => {
    const chosen = choosePool(rulesWith({}), viewOf({ down: ['a1', 'a2', 'b1'] }), 0.5);
    expect(chosen).toMatchObject({ pool: { name: 'c' }, via: 'fallback' });
  });

  it('gets nothing when it is disabled: the balancer has no answer then', () => {
    const view = viewOf({ down: ENDPOINTS, disabled: ['c'] });
    expect(choosePool(rulesWith({}), view, 0.5)).toBeUndefined();
  });
});

describe('any policy', () => {
  it('chooses no critical and no disabled pool but the fallback pool', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('off', 'random', 'least_outstanding_requests'),
        fc.subarray(ENDPOINTS),
        fc.subarray(['a', 'b']),
        unit,
        (policy, down, disabled, draw) => {
          const view = viewOf({ down, disabled });
          const chosen = choosePool(rulesWith({ policy }), view, draw);
          if (chosen?.via !== 'steering') {
            expect(chosen?.pool.name).toBe('c');
            return;
          }
          expect(disabled).not.toContain(chosen.pool.name);
          expect(poolHealth(chosen.pool, view)).not.toBe('critical');
          const endpoint = chooseEndpoint(chosen.pool, view, draw);
          expect(down).not.toContain(endpoint?.name);
        },
      ),
    );
  });
});

describe('the document’s load balancer', () => {
  const rules = balancerRules(topologyFor('document').edge.api);

  it('serves from us-east-1 alone while that is healthy', () => {
    expect(shares(rules, viewOf({}))).toEqual({ 'api-us-east-1': 1 });
  });

  it('serves from us-west-2 when us-east-1 is not, also when neither is', () => {
    expect(shares(rules, viewOf({ down: ['us-east-1'] }))).toEqual({ 'api-us-west-2': 1 });
    const neither = viewOf({ down: ['us-east-1', 'us-west-2'] });
    expect(shares(rules, neither)).toEqual({ 'api-us-west-2': 1 });
  });
});
