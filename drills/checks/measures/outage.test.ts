import { describe, expect, it } from 'vitest';
import { endOfOutage, type Use } from './outage.ts';

/** One use each 10 ms for 10 s; those that begin at these times fail. */
const usesBut = (failing: (at: number) => boolean): Use[] =>
  Array.from({ length: 1_000 }, (_, nth) => {
    const from = nth * 10;
    const failed = failing(from);
    return { from, failed, endedAt: from + (failed ? 500 : 5) };
  });

describe('endOfOutage', () => {
  it('is the last failure among others', () => {
    expect(
      endOfOutage(
        usesBut((at) => at >= 2_000 && at <= 2_500),
        1_000,
        9_000,
      ),
    ).toBe(2_500);
  });

  it('sees an outage of half of the uses, however short it was', () => {
    const half = (at: number) => at >= 2_000 && at < 2_200 && at % 20 === 0;
    expect(endOfOutage(usesBut(half), 1_000, 9_000)).toBe(2_180);
  });

  it('leaves out one failure alone', () => {
    expect(
      endOfOutage(
        usesBut((at) => at === 5_000),
        1_000,
        9_000,
      ),
    ).toBeUndefined();
  });

  it('counts an outage that soon comes back to its end', () => {
    const twice = (at: number) => (at >= 2_000 && at < 2_100) || (at >= 4_000 && at < 4_100);
    expect(endOfOutage(usesBut(twice), 1_000, 9_000)).toBe(4_090);
  });

  it('takes one after three steady seconds for another outage', () => {
    const twice = (at: number) => (at >= 2_000 && at < 2_100) || (at >= 7_000 && at < 7_100);
    expect(endOfOutage(usesBut(twice), 1_000, 9_000)).toBe(2_090);
  });

  it('leaves out what was under way when the healing began', () => {
    expect(
      endOfOutage(
        usesBut((at) => at > 8_500),
        1_000,
        9_000,
      ),
    ).toBeUndefined();
  });

  it('looks at nothing before the fault or after the healing', () => {
    const outside = (at: number) => at < 900 || at > 9_100;
    expect(endOfOutage(usesBut(outside), 1_000, 9_000)).toBeUndefined();
    expect(endOfOutage([], 0, 1)).toBeUndefined();
  });
});
