import { topologyFor } from '@tandem/topology';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AcceleratorRules, acceleratorRules } from './groups.ts';
import { type Flow, type Route, route } from './route.ts';

const EAST = 'us-east-1';
const WEST = 'us-west-2';
const document = acceleratorRules(topologyFor('document').edge.accelerator);
const all = () => true;
const none = () => false;
const allBut =
  (...down: string[]) =>
  (endpoint: string) =>
    !down.includes(endpoint);

function flow(place: string, sourcePort = 40_000, sourceIp = '192.0.2.7'): Flow {
  return { place, sourceIp, sourcePort, destinationIp: '198.51.100.1', destinationPort: 9506 };
}

function rulesWith(dials: Readonly<Record<string, number>>): AcceleratorRules {
  return {
    clientAffinity: 'none',
    groups: Object.entries(dials).map(([region, dialPercent]) => ({
      region,
      dialPercent,
      endpoints: [{ name: region, weight: 128 }],
    })),
  };
}

/** Share of 4,000 connections from one place that each region gets. */
function shares(rules: AcceleratorRules, place: string, isHealthy: (e: string) => boolean = all) {
  const counts: Record<string, number> = {};
  for (let port = 30_000; port < 34_000; port += 1) {
    const region = route(rules, isHealthy, flow(place, port))?.region ?? 'none';
    counts[region] = (counts[region] ?? 0) + 1 / 4_000;
  }
  return counts;
}

describe('the traffic dial', () => {
  it('of 100 keeps all the traffic nearest to the region', () => {
    expect(shares(document, EAST)[EAST]).toBeCloseTo(1);
  });

  it('applies to the traffic nearest to the region; the rest goes to the next region', () => {
    const west = shares(document, WEST);
    expect(west[WEST]).toBeCloseTo(0.2, 1);
    expect(west[EAST]).toBeCloseTo(0.8, 1);
  });

  it('at 50 and 50 serves half of each coast nearby and half at the other one', () => {
    const rules = rulesWith({ [EAST]: 50, [WEST]: 50 });
    for (const [place, other] of [
      [EAST, WEST],
      [WEST, EAST],
    ] as const) {
      expect(shares(rules, place)[place]).toBeCloseTo(0.5, 1);
      expect(shares(rules, place)[other]).toBeCloseTo(0.5, 1);
    }
  });

  it('of 0 cuts off a region', () => {
    const rules = rulesWith({ [EAST]: 0, [WEST]: 100 });
    expect(shares(rules, EAST)).toEqual({ [WEST]: expect.closeTo(1) });
    expect(shares(rules, WEST)).toEqual({ [WEST]: expect.closeTo(1) });
  });

  it('of 0 everywhere leaves traffic at the nearest region', () => {
    expect(shares(rulesWith({ [EAST]: 0, [WEST]: 0 }), WEST)[WEST]).toBeCloseTo(1);
  });
});

describe('failover', () => {
  it('goes to a healthy endpoint of another region', () => {
    expect(shares(document, EAST, allBut(EAST))).toEqual({ [WEST]: expect.closeTo(1) });
    expect(route(document, allBut(EAST), flow(EAST))).toMatchObject({ via: 'failover' });
  });

  it('ignores the dial, also one of 0', () => {
    const rules = rulesWith({ [EAST]: 100, [WEST]: 0 });
    expect(shares(rules, EAST, allBut(EAST))).toEqual({ [WEST]: expect.closeTo(1) });
    expect(shares(rules, EAST)).toEqual({ [EAST]: expect.closeTo(1) });
  });

  it('returns to regular routing when the region is healthy again', () => {
    const connection = flow(EAST);
    expect(route(document, allBut(EAST), connection)?.region).toBe(WEST);
    expect(route(document, all, connection)).toMatchObject({ region: EAST, via: 'nearest' });
  });

  it('tries three other regions, the nearest first, and no more', () => {
    const rules = rulesWith({ r1: 100, r2: 100, r3: 100, r4: 100, r5: 100 });
    expect(route(rules, allBut('r1', 'r2'), flow('r1'))?.region).toBe('r3');
    const fifth = (endpoint: string) => endpoint === 'r5';
    expect(route(rules, fifth, flow('r1'))).toMatchObject({ region: 'r1', via: 'fail-open' });
  });

  it('does not go to an endpoint with weight 0', () => {
    const [east, west] = document.groups;
    if (!east || !west) throw new Error('two regions');
    const idle = { ...west, endpoints: [{ name: WEST, weight: 0 }] };
    const rules = { ...document, groups: [east, idle] };
    expect(route(rules, allBut(EAST), flow(EAST))).toMatchObject({
      region: EAST,
      via: 'fail-open',
    });
  });
});

describe('when nothing is healthy', () => {
  it('fails open: to the region nearest to the client, whatever its dial', () => {
    for (const place of [EAST, WEST]) {
      for (let port = 1; port < 200; port += 1) {
        expect(route(document, none, flow(place, port))).toMatchObject({
          region: place,
          via: 'fail-open',
        });
      }
    }
  });
});

describe('endpoint weights', () => {
  const group = {
    region: EAST,
    dialPercent: 100,
    endpoints: [
      { name: 'blue', weight: 64 },
      { name: 'green', weight: 192 },
      { name: 'off', weight: 0 },
    ],
  };
  const rules: AcceleratorRules = { clientAffinity: 'none', groups: [group] };

  function endpoints(isHealthy: (e: string) => boolean = all): Record<string, number> {
    const counts: Record<string, number> = {};
    for (let port = 30_000; port < 34_000; port += 1) {
      const name = route(rules, isHealthy, flow(EAST, port))?.endpoint ?? 'none';
      counts[name] = (counts[name] ?? 0) + 1 / 4_000;
    }
    return counts;
  }

  it('share the traffic of a region among its healthy endpoints, and 0 gets none', () => {
    expect(endpoints().green).toBeCloseTo(0.75, 1);
    expect(endpoints().off).toBeUndefined();
    expect(endpoints(allBut('green'))).toEqual({ blue: expect.closeTo(1) });
  });
});

describe('client affinity', () => {
  it('none: connections of one client may go to different regions', () => {
    const regions = new Set<string | undefined>();
    for (let port = 1_024; port < 1_124; port += 1) {
      regions.add(route(document, all, flow(WEST, port))?.region);
    }
    expect(regions).toEqual(new Set([EAST, WEST]));
  });

  it('source_ip: all connections of one address go to the same endpoint', () => {
    const rules: AcceleratorRules = { ...document, clientAffinity: 'source_ip' };
    fc.assert(
      fc.property(fc.ipV4(), fc.nat(65_535), fc.nat(65_535), (ip, one, other) => {
        expect(route(rules, all, flow(WEST, one, ip))).toEqual(
          route(rules, all, flow(WEST, other, ip)),
        );
      }),
    );
  });
});

describe('any state', () => {
  it('gives the same flow the same endpoint, and a healthy one when one of its regions has it', () => {
    const region = fc.constantFrom('r1', 'r2', 'r3');
    fc.assert(
      fc.property(
        fc.tuple(fc.nat(100), fc.nat(100), fc.nat(100)),
        fc.subarray(['r1', 'r2', 'r3']),
        region,
        fc.nat(65_535),
        ([r1, r2, r3], down, place, port) => {
          const rules = rulesWith({ r1, r2, r3 });
          const isHealthy = allBut(...down);
          const chosen: Route | undefined = route(rules, isHealthy, flow(place, port));
          expect(route(rules, isHealthy, flow(place, port))).toEqual(chosen);
          if (chosen === undefined) throw new Error('every group has an endpoint');
          expect(isHealthy(chosen.endpoint)).toBe(down.length < 3);
          expect(chosen.via === 'fail-open').toBe(down.length === 3);
        },
      ),
    );
  });

  it('has no endpoint only when no region has one', () => {
    expect(route({ clientAffinity: 'none', groups: [] }, all, flow(EAST))).toBeUndefined();
  });
});
