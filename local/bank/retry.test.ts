import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, DEFAULT_RETRY } from './retry.ts';

describe('backoffMs', () => {
  it('doubles between half and the whole of its ceiling, which is bounded', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (tries, unit) => {
          const ceiling = Math.min(5_000, 100 * 2 ** (tries - 1));
          const pause = backoffMs(DEFAULT_RETRY, tries, undefined, unit);
          expect(pause).toBeGreaterThanOrEqual(ceiling / 2);
          expect(pause).toBeLessThanOrEqual(ceiling);
        },
      ),
    );
  });

  it('waits as long as Retry-After asks, a minute at most', () => {
    expect(backoffMs(DEFAULT_RETRY, 1, '2', 0)).toBe(2_000);
    expect(backoffMs(DEFAULT_RETRY, 1, '0', 0)).toBe(50);
    expect(backoffMs(DEFAULT_RETRY, 1, '86400', 0)).toBe(60_000);
    expect(backoffMs(DEFAULT_RETRY, 1, 'Fri, 01 May 2026 10:00:00 GMT', 0)).toBe(50);
  });
});
