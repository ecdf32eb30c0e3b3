import { PROFILES } from '@tandem/topology';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closestDrill } from './closest.ts';
import { DRILL_NAMES } from './drills.ts';
import { defaultRate, defaultSeconds, planDrill } from './plan-drill.ts';

const FAST = { profile: 'fast', rate: 100, seed: 1 } as const;

describe('the plan of a drill', () => {
  it('is region-loss in the profile fast, row by row', () => {
    expect(planDrill('region-loss', FAST)).toEqual({
      drill: 'region-loss',
      profile: 'fast',
      seed: 1,
      rate: 100,
      seconds: 15,
      split: false,
      faults: [{ name: 'region-loss', region: 'us-east-1' }],
      rows: [
        { atMs: 3_000, act: 'inject', fault: 0 },
        { atMs: 10_500, act: 'heal', fault: 0 },
      ],
    });
  });

  it('freezes a region for 30 s in a minute of load', () => {
    const { rows } = planDrill('region-freeze', { ...FAST, seconds: 60 });
    expect(rows.map(({ atMs }) => atMs)).toEqual([12_000, 42_000]);
  });

  it('holds writes back for 12 s, however long the load is', () => {
    for (const seconds of [15, 60]) {
      const { rows } = planDrill('documents-election', { ...FAST, seconds });
      expect((rows[1]?.atMs ?? 0) - (rows[0]?.atMs ?? 0)).toBe(12_000);
    }
  });

  it('loses the standby one lease after the active region, and returns it first', () => {
    const { faults, rows } = planDrill('double-fault', FAST);
    expect(rows).toEqual([
      { atMs: 3_000, act: 'inject', fault: 0 },
      { atMs: 4_500, act: 'inject', fault: 1 },
      { atMs: 7_500, act: 'heal', fault: 1 },
      { atMs: 10_500, act: 'heal', fault: 0 },
    ]);
    expect(faults.map((fault) => 'region' in fault && fault.region)).toEqual([
      'us-east-1',
      'us-west-2',
    ]);
  });

  it('returns the region before it fails back to it', () => {
    const { faults, rows } = planDrill('failback', FAST);
    expect(faults.map(({ name }) => name)).toEqual(['region-loss', 'failback']);
    expect(rows.map(({ act, fault }) => `${act} ${fault}`)).toEqual([
      'inject 0',
      'heal 0',
      'inject 1',
      'heal 1',
    ]);
  });

  it('kills the process of every workload once, each restarted before the next', () => {
    const { faults, rows, split } = planDrill('service-loss', FAST);
    expect(split).toBe(true);
    expect(faults).toHaveLength(8);
    expect(rows.map(({ act }) => act)).toEqual(faults.flatMap(() => ['inject', 'heal']));
  });

  it.each([
    ['document', 231],
    ['tuned', 43],
    ['fast', 15],
  ] as const)('lasts in the profile %s %d s unless told otherwise', (profile, seconds) => {
    expect(defaultSeconds(profile)).toBe(seconds);
    expect(planDrill('region-loss', { ...FAST, profile }).seconds).toBe(seconds);
  });

  it('sees the worst detection, a promotion, and the return, in every profile', () => {
    const { rows } = planDrill('region-blackhole', { ...FAST, profile: 'document' });
    const [inject, heal] = rows;
    expect((heal?.atMs ?? 0) - (inject?.atMs ?? 0)).toBeGreaterThan(95_000 + 15_000);
  });

  it('of random is a function of the seed', () => {
    expect(planDrill('random', FAST)).toEqual(planDrill('random', FAST));
    const others = [2, 3, 4, 5].map((seed) => planDrill('random', { ...FAST, seed }).faults);
    expect(new Set(others.map((faults) => JSON.stringify(faults))).size).toBeGreaterThan(1);
  });

  it('injects every fault once, heals it once and later, in the order of time', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...DRILL_NAMES),
        fc.constantFrom(...PROFILES),
        fc.integer({ min: 1, max: 600 }),
        fc.nat(),
        (name, profile, seconds, seed) => {
          const { faults, rows } = planDrill(name, { profile, rate: 1, seconds, seed });
          const times = rows.map(({ atMs }) => atMs);
          expect(times).toEqual(times.toSorted((a, b) => a - b));
          faults.forEach((_, fault) => {
            const acts = rows.filter((row) => row.fault === fault).map(({ act }) => act);
            expect(acts).toEqual(['inject', 'heal']);
          });
        },
      ),
    );
  });

  it('refuses a drill that there is not, naming those that there are', () => {
    expect(() => planDrill('flood', FAST)).toThrow(/"flood" is not a drill; allowed: region-loss/);
  });

  it('offers as much as what it runs on can take, unless told otherwise', () => {
    expect(defaultRate('region-loss', false)).toBe(50);
    expect(defaultRate('region-loss', true)).toBe(10);
    expect(defaultRate('redis-loss', false)).toBe(10);
    expect(defaultRate('cache-lag', true)).toBe(50);
  });
});

describe('a mistyped drill', () => {
  it.each([
    ['region-los', 'region-loss'],
    ['regionloss', 'region-loss'],
    ['fallback', 'failback'],
    ['spot-reclam', 'spot-reclaim'],
  ])('%s is taken for %s', (typed, meant) => {
    expect(closestDrill(typed)).toBe(meant);
  });

  it('is not guessed when nothing is near', () => {
    expect(closestDrill('earthquake')).toBeUndefined();
  });
});
