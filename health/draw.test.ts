import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pickByHash, pickByWeight, unitHash } from './draw.ts';

interface Item {
  readonly name: string;
  readonly weight: number;
}

const items = fc.uniqueArray(
  fc.record({
    name: fc.string({ minLength: 1, maxLength: 6 }),
    weight: fc.constantFrom(0, 1, 2, 5),
  }),
  { selector: ({ name }) => name, maxLength: 6 },
);
const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const nameOf = ({ name }: Item) => name;
const weightOf = ({ weight }: Item) => weight;
const byHash = (from: readonly Item[], key: string) => pickByHash(from, nameOf, weightOf, key);

describe('a choice by weight', () => {
  it('gives what has a weight, whenever anything has one', () => {
    fc.assert(
      fc.property(items, unit, (from, draw) => {
        const picked = pickByWeight(from, weightOf, draw);
        expect(picked === undefined).toBe(from.every(({ weight }) => weight === 0));
        if (picked) expect(picked.weight).toBeGreaterThan(0);
      }),
    );
  });

  it('gives each its share', () => {
    const counts = new Map<string, number>();
    const from = [
      { name: 'a', weight: 1 },
      { name: 'none', weight: 0 },
      { name: 'b', weight: 3 },
    ];
    for (let i = 0; i < 1_000; i += 1) {
      const name = pickByWeight(from, weightOf, i / 1_000)?.name ?? '';
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    expect(Object.fromEntries(counts)).toEqual({ a: 250, b: 750 });
  });
});

describe('a choice by hash', () => {
  it('moves nobody but those of the item that goes', () => {
    fc.assert(
      fc.property(items, fc.string(), (from, key) => {
        const before = byHash(from, key);
        for (const gone of from) {
          const after = byHash(
            from.filter((item) => item !== gone),
            key,
          );
          if (gone !== before) expect(after).toBe(before);
        }
      }),
    );
  });

  it('gives shares in proportion to the weights', () => {
    const from = [
      { name: 'a', weight: 1 },
      { name: 'b', weight: 3 },
      { name: 'none', weight: 0 },
    ];
    let b = 0;
    for (let i = 0; i < 20_000; i += 1) if (byHash(from, `192.0.2.${i}`)?.name === 'b') b += 1;
    expect(b / 20_000).toBeCloseTo(0.75, 1);
  });
});

it('hashes to [0, 1), evenly also for texts that differ in one character', () => {
  const buckets = Array.from({ length: 10 }, () => 0);
  for (let port = 32_768; port < 60_999; port += 1) {
    const at = Math.floor(unitHash(`dial|127.0.1.1|127.0.0.1|${port}|9506`) * 10);
    buckets[at] = (buckets[at] ?? 0) + 1;
  }
  for (const count of buckets) expect(count / 28_231).toBeCloseTo(0.1, 1.5);
  fc.assert(
    fc.property(fc.string(), (text) => {
      const hash = unitHash(text);
      expect(hash).toBeGreaterThanOrEqual(0);
      expect(hash).toBeLessThan(1);
    }),
  );
});
