import { topologyFor } from '@tandem/topology';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balancerRules, type Decision } from './balancer.ts';
import { retryOf } from './failover.ts';
import { pool, rulesWith, viewOf } from './testing/load-balancer.ts';

const toA1: Decision = { pool: 'a', endpoint: 'a1', via: 'steering' };
const failed = { decision: toA1, status: 521, retries: 0, draw: 0.5 };
const across = { retries: 1, statuses: [521, 522, 523, 525, 526], acrossPools: true };

describe('zero-downtime failover', () => {
  it('repeats a request at another healthy endpoint of the same pool', () => {
    const retry = retryOf(rulesWith({}), viewOf({}), failed);
    expect(retry).toEqual({ pool: 'a', endpoint: 'a2', via: 'failover' });
  });

  it('happens for 521, 522, 523, 525 and 526, and for nothing else', () => {
    for (let status = 200; status < 600; status += 1) {
      const retry = retryOf(rulesWith({}), viewOf({}), { ...failed, status });
      expect(retry !== undefined).toBe([521, 522, 523, 525, 526].includes(status));
    }
  });

  it('happens once', () => {
    expect(retryOf(rulesWith({}), viewOf({}), { ...failed, retries: 1 })).toBeUndefined();
  });

  it('stays within the pool unless it may go across', () => {
    const view = viewOf({ down: ['a2'] });
    expect(retryOf(rulesWith({}), view, failed)).toBeUndefined();
    const retry = retryOf(rulesWith({ zeroDowntime: across }), view, failed);
    expect(retry).toMatchObject({ pool: 'b', endpoint: 'b1' });
  });

  it('prefers the same pool when it may go across', () => {
    const retry = retryOf(rulesWith({ zeroDowntime: across }), viewOf({}), failed);
    expect(retry).toMatchObject({ pool: 'a', endpoint: 'a2' });
  });

  it('follows the order of the pools when steering is off', () => {
    const rules = rulesWith({
      policy: 'off',
      pools: [pool('x', 0, ['x1']), pool('a', 1, ['a1']), pool('b', 1, ['b1'])],
      zeroDowntime: across,
    });
    expect(retryOf(rules, viewOf({}), failed)).toMatchObject({ pool: 'x' });
  });

  it('goes to a pool with weight 0 when no other is left', () => {
    const view = viewOf({ down: ['a2', 'b1'] });
    const retry = retryOf(rulesWith({ zeroDowntime: across }), view, failed);
    expect(retry).toMatchObject({ pool: 'c', endpoint: 'c1' });
  });

  it('needs an alternative that is healthy: here the fallback pool does not ignore health', () => {
    const view = viewOf({ down: ['a2', 'b1', 'c1'] });
    expect(retryOf(rulesWith({ zeroDowntime: across }), view, failed)).toBeUndefined();
  });

  it('never repeats at the endpoint that failed, nor at one that is down', () => {
    const endpoints = ['a1', 'a2', 'b1', 'c1'];
    fc.assert(
      fc.property(
        fc.subarray(endpoints),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (down, draw) => {
          const rules = rulesWith({ zeroDowntime: across });
          const retry = retryOf(rules, viewOf({ down }), { ...failed, draw });
          expect(retry?.endpoint).not.toBe('a1');
          expect(down).not.toContain(retry?.endpoint);
          expect(retry === undefined).toBe(['a2', 'b1', 'c1'].every((one) => down.includes(one)));
        },
      ),
    );
  });
});

describe('a pinned session', () => {
  const pinned = { ...failed, decision: { ...toA1, via: 'session' as const } };

  it('does not fail over unless the load balancer says so', () => {
    const rules = rulesWith({ sessionAffinity: 'cookie' });
    expect(retryOf(rules, viewOf({}), pinned)).toBeUndefined();
  });

  it('fails over and comes back with temporary, and stays there with sticky', () => {
    const temporary = rulesWith({ sessionAffinity: 'cookie', sessionFailover: 'temporary' });
    expect(retryOf(temporary, viewOf({}), pinned)).toEqual({
      pool: 'a',
      endpoint: 'a2',
      via: 'failover',
    });
    const sticky = rulesWith({ sessionAffinity: 'cookie', sessionFailover: 'sticky' });
    expect(retryOf(sticky, viewOf({}), pinned)?.pin).toBe(true);
  });
});

it('the document’s load balancer repeats a refused request in the other region', () => {
  const rules = balancerRules(topologyFor('document').edge.api);
  const decision: Decision = { pool: 'api-us-east-1', endpoint: 'us-east-1', via: 'steering' };
  const retry = retryOf(rules, viewOf({}), { ...failed, decision });
  expect(retry).toEqual({ pool: 'api-us-west-2', endpoint: 'us-west-2', via: 'failover' });
});
