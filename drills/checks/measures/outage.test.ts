import { describe, expect, it } from 'vitest';
import { lastOutage, type Use } from './outage.ts';

/** One use each 10 ms for 10 s; those that begin at these times fail. */
const usesBut = (failing: (at: number) => boolean): Use[] =>
  Array.from({ length: 1_000 }, (_, nth) => {
    const from = nth * 10;
    const failed = failing(from);
    return { from, failed, endedAt: from + (failed ? 500 : 5) };
  });

describe('lastOutage', () => {
  it('is the last failure among others', () => {
    expect(
      lastOutage(
        usesBut((at) => at >= 2_000 && at <= 2_500),
        1_000,
        9_000,
      ),
    ).toBe(2_500);
  });

  it('sees an outage of half of the uses, however short it was', () => {
    const half = (at: number) => at >= 2_000 && at < 2_200 && at % 20 === 0;
    expect(lastOutage(usesBut(half), 1_000, 9_000)).toBe(2_180);
  });

  it('leaves out one failure alone', () => {
    expect(
      lastOutage(
        usesBut((at) => at === 5_000),
        1_000,
        9_000,
      ),
    ).toBeUndefined();
  });

  it('counts an outage that comes back to its end', () => {
    const twice = (at: number) => (at >= 2_000 && at < 2_100) || (at >= 7_000 && at < 7_100);
    expect(lastOutage(usesBut(twice), 1_000, 9_000)).toBe(7_090);
  });

  it('leaves out what was under way when the healing began', () => {
    expect(
      lastOutage(
        usesBut((at) => at > 8_500),
        1_000,
        9_000,
      ),
    ).toBeUndefined();
  });

  it('looks at nothing before the fault or after the healing', () => {
    const outside = (at: number) => at < 900 || at > 9_100;
    expect(lastOutage(usesBut(outside), 1_000, 9_000)).toBeUndefined();
    expect(lastOutage([], 0, 1)).toBeUndefined();
  });
});
