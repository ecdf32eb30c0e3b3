import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Throttle } from './throttle.ts';

describe('Throttle', () => {
  it('admits at most twice its rate in any second, and its rate in the long run', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 50, maxLength: 600 }),
        (perSecond, gaps) => {
          const throttle = new Throttle(perSecond, 0);
          let now = 0;
          let admitted = 0;
          for (const gap of gaps) {
            now += gap;
            if (throttle.admit(now, 1)) admitted += 1;
          }
          expect(admitted).toBeLessThanOrEqual(perSecond + (now * perSecond) / 1_000 + 1e-6);
        },
      ),
    );
  });

  it('admits what a fault leaves of the limit, and nothing at factor 0', () => {
    const throttle = new Throttle(10, 0);
    const admitted = (now: number, factor: number) =>
      Array.from({ length: 20 }, () => throttle.admit(now, factor)).filter(Boolean).length;
    expect(admitted(0, 1)).toBe(10);
    expect(admitted(1_000, 0.5)).toBe(5);
    expect(admitted(2_000, 0)).toBe(0);
    expect(admitted(4_000, 1)).toBe(10);
  });
});
