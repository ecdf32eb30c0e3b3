import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random, within } from './random.ts';

const draws = (random: Random, count: number) => Array.from({ length: count }, () => random.next());

describe('Random', () => {
  it('draws the same stream for the same seed, and another for another', () => {
    expect(draws(new Random(7), 50)).toEqual(draws(new Random(7), 50));
    expect(draws(new Random(7), 50)).not.toEqual(draws(new Random(8), 50));
  });

  it('does not change between versions: recorded runs stay repeatable', () => {
    const random = new Random(42);
    expect([random.integer(0, 999_999), random.integer(0, 999_999)]).toEqual([257_486, 805_591]);
    expect(Math.floor(new Random(42).at(3, 9) * 1_000_000)).toBe(321_376);
  });

  it('forks streams that do not move each other', () => {
    const random = new Random('seed');
    const before = draws(random.fork('a'), 5);
    random.fork('b').next();
    random.next();
    expect(draws(random.fork('a'), 5)).toEqual(before);
  });

  it('answers at(a, b) the same in any order, spread over the unit interval', () => {
    const random = new Random(1);
    const forward = Array.from({ length: 2_000 }, (_, i) => random.at(i % 40, i));
    const backward = Array.from({ length: 2_000 }, (_, i) =>
      random.at((1_999 - i) % 40, 1_999 - i),
    );
    expect(backward.reverse()).toEqual(forward);
    const mean = forward.reduce((sum, unit) => sum + unit, 0) / forward.length;
    expect(mean).toBeGreaterThan(0.47);
    expect(mean).toBeLessThan(0.53);
    expect(new Set(forward).size).toBeGreaterThan(1_990);
  });

  it('keeps integers, spans and shuffles in their bounds for any seed', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: -50, max: 50 }),
        fc.nat(100),
        (seed, min, more) => {
          const random = new Random(seed);
          const drawn = random.integer(min, min + more);
          expect(drawn).toBeGreaterThanOrEqual(min);
          expect(drawn).toBeLessThanOrEqual(min + more);
          const span = within({ minMs: min, maxMs: min + more }, random.next());
          expect(span).toBeGreaterThanOrEqual(min);
          expect(span).toBeLessThanOrEqual(min + more);
          const items = Array.from({ length: more }, (_, i) => i);
          expect(random.shuffle(items).sort((a, b) => a - b)).toEqual(items);
        },
      ),
    );
  });
});
