import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from './balancer.ts';
import { rulesWith, viewOf } from './testing/load-balancer.ts';

const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const request = { clientIp: '192.0.2.1', draw: 0.9 };

describe('without session affinity', () => {
  it('no cookie is set, and one that comes is ignored', () => {
    const decision = decide(rulesWith({}), viewOf({}), { ...request, pinnedTo: 'a1' });
    expect(decision).toEqual({ pool: 'b', endpoint: 'b1', via: 'steering' });
  });
});

describe('session affinity by cookie', () => {
  const rules = rulesWith({ sessionAffinity: 'cookie' });

  it('pins the first request of a client', () => {
    expect(decide(rules, viewOf({}), request)).toEqual({
      pool: 'b',
      endpoint: 'b1',
      via: 'steering',
      pin: true,
    });
  });

  it('sends every further one to the same endpoint, whatever the weights, while it is healthy', () => {
    fc.assert(
      fc.property(fc.constantFrom('a1', 'a2', 'b1', 'c1'), unit, (pinnedTo, draw) => {
        const decision = decide(rules, viewOf({}), { ...request, draw, pinnedTo });
        expect(decision).toMatchObject({ endpoint: pinnedTo, via: 'session' });
        expect(decision?.pin).toBeUndefined();
      }),
    );
  });

  it('calculates and pins a new endpoint when that one is unhealthy or unknown', () => {
    for (const pinnedTo of ['a1', 'nobody']) {
      const decision = decide(rules, viewOf({ down: ['a1'] }), { ...request, pinnedTo });
      expect(decision).toMatchObject({ endpoint: 'b1', pin: true });
    }
  });

  it('leaves a pool that was disabled', () => {
    const view = viewOf({ disabled: ['a'] });
    expect(decide(rules, view, { ...request, pinnedTo: 'a1' })?.pool).toBe('b');
  });
});

describe('session affinity by cookie and client address', () => {
  it('chooses the first endpoint by the address alone: chance and load do not count', () => {
    const rules = rulesWith({ sessionAffinity: 'ip_cookie', policy: 'least_outstanding_requests' });
    fc.assert(
      fc.property(fc.ipV4(), unit, fc.nat(50), fc.nat(50), (clientIp, draw, a, b) => {
        const first = decide(rules, viewOf({}), { clientIp, draw: 0 });
        const other = decide(rules, viewOf({ outstanding: { a, b } }), { clientIp, draw });
        expect(other).toEqual(first);
      }),
    );
  });

  it('spreads addresses over the pools', () => {
    const rules = rulesWith({ sessionAffinity: 'ip_cookie' });
    const pools = new Set(
      Array.from({ length: 50 }, (_, i) => {
        return decide(rules, viewOf({}), { clientIp: `192.0.2.${i}`, draw: 0 })?.pool;
      }),
    );
    expect(pools).toEqual(new Set(['a', 'b']));
  });
});

it('has no answer when every pool and the fallback pool are disabled', () => {
  const view = viewOf({ disabled: ['a', 'b', 'c'] });
  expect(decide(rulesWith({}), view, request)).toBeUndefined();
});
