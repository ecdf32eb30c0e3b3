import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RegionRecord, StoredReport } from './records.ts';
import { EMPTY_ROLL, isAble, isAlive, LOOKS_UNTIL_GONE, look, missingIn } from './roll.ts';

function report(region: string, beat: number, change: Partial<StoredReport> = {}): StoredReport {
  return {
    _id: `${region}/one`,
    version: beat,
    kind: 'process',
    region,
    workloads: ['api', 'sms'],
    ready: ['api', 'sms'],
    able: true,
    up: true,
    reasons: [],
    beat,
    startedAt: 0,
    reportedAt: 0,
    skewMs: 0,
    facts: {},
    lags: {},
    ...change,
  };
}

const after = (...looks: readonly (readonly RegionRecord[])[]) => looks.reduce(look, EMPTY_ROLL);
const WANTED = ['api', 'sms'] as const;

describe('what one process knows of the others', () => {
  test('a report counts only once it was seen to move: it may be of a dead process', () => {
    expect(isAble(after([report('west', 7)]), 'west', WANTED)).toBe(false);
    expect(isAble(after([report('west', 7)], [report('west', 8)]), 'west', WANTED)).toBe(true);
  });

  test('one that stands still for some looks is gone, and back when it moves', () => {
    const looks = [[report('west', 1)], [report('west', 2)]];
    const still = Array.from({ length: LOOKS_UNTIL_GONE }, () => [report('west', 2)]);
    expect(isAble(after(...looks, ...still.slice(1)), 'west', WANTED)).toBe(true);
    expect(isAble(after(...looks, ...still), 'west', WANTED)).toBe(false);
    expect(isAble(after(...looks, ...still, [report('west', 3)]), 'west', WANTED)).toBe(true);
  });

  test('a region is able when its processes together do everything', () => {
    const parts = (beat: number): RegionRecord[] => [
      report('west', beat, { _id: 'west/api', ready: ['api'] }),
      report('west', beat, { _id: 'west/sms', ready: ['sms'], able: beat < 3 }),
    ];
    expect(isAble(after(parts(1), parts(2)), 'west', WANTED)).toBe(true);
    expect(missingIn(after(parts(1), parts(2), parts(3)), 'west', WANTED)).toEqual(['sms']);
    expect(missingIn(after(parts(1), parts(2)), 'east', WANTED)).toEqual(WANTED);
  });

  test('a drained region is not able, whatever its processes say', () => {
    const order = {
      _id: 'order/west',
      version: 1,
      kind: 'order',
      region: 'west',
      since: 0,
    } as const;
    const records = (beat: number, drained: boolean) => [
      report('west', beat),
      { ...order, drained },
    ];
    expect(isAble(after(records(1, true), records(2, true)), 'west', WANTED)).toBe(false);
    expect(isAble(after(records(1, true), records(2, false)), 'west', WANTED)).toBe(true);
  });

  test('whatever the beats, one that moved in the last looks is alive', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3), { minLength: 2, maxLength: 30 }), (steps) => {
        let beat = 1;
        let roll = after([report('west', beat)]);
        let still = 0;
        let moved = false;
        for (const step of steps) {
          beat += step;
          roll = look(roll, [report('west', beat)]);
          moved ||= step > 0;
          still = step > 0 ? 0 : still + 1;
          const seen = roll.seen.get('west/one');
          expect(seen && isAlive(seen)).toBe(moved && still < LOOKS_UNTIL_GONE);
        }
      }),
    );
  });
});
