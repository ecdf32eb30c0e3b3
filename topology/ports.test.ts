import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_PORT_BASE, MAX_PORT_BASE, MIN_PORT_BASE, portsFor } from './ports.ts';

function all(portBase: number): number[] {
  const { edge, region, ...rest } = portsFor(portBase);
  const regions = [0, 1, 2].map((index) => region(index));
  return [
    ...Object.values(edge),
    ...Object.values(rest),
    ...regions.flatMap(({ split, ...own }) => [...Object.values(own), ...Object.values(split)]),
  ];
}

describe('portsFor', () => {
  it('has the local defaults', () => {
    const ports = portsFor();
    expect(ports).toMatchObject({
      edge: { api: 8080, applet: 9506 },
      smsc: 2775,
      supervisor: 8100,
      bank: 8101,
      mnoApi: 8102,
      carrierControl: 8103,
      edgeControl: 8104,
      documentsControl: 8105,
    });
    expect(ports.region(0)).toMatchObject({
      api: 8110,
      applet: 8111,
      ops: 8112,
      engineControl: 8113,
      dashboard: 8114,
    });
    expect(ports.region(1)).toMatchObject({ api: 8120, applet: 8121, ops: 8122 });
    expect(ports.region(0).split.api).toBe(8140);
    expect(ports.region(1).split.api).toBe(8150);
  });

  it('shifts every port by the distance from the default base, without a collision', () => {
    fc.assert(
      fc.property(fc.integer({ min: MIN_PORT_BASE, max: MAX_PORT_BASE }), (portBase) => {
        const ports = all(portBase);
        expect(new Set(ports).size).toBe(ports.length);
        expect(Math.min(...ports)).toBeGreaterThanOrEqual(1);
        expect(Math.max(...ports)).toBeLessThanOrEqual(65_535);
        const shift = portBase - DEFAULT_PORT_BASE;
        expect(ports.map((port) => port - shift)).toEqual(all(DEFAULT_PORT_BASE));
      }),
    );
  });

  it.each([MIN_PORT_BASE - 1, MAX_PORT_BASE + 1, 8080.5, Number.NaN])(
    'refuses the base %d and says which are allowed',
    (portBase) => {
      expect(() => portsFor(portBase)).toThrow(`whole number from 5306 to 64109`);
    },
  );

  it.each([-1, 3, 0.5])('refuses the region index %d', (index) => {
    expect(() => portsFor().region(index)).toThrow('must be from 0 to 2');
  });
});
