import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry } from './entry.ts';
import { compareStrings, compareValues, fieldReader } from './index-values.ts';
import { KeyFilter } from './key-filter.ts';
import { OrderedIndex } from './ordered-index.ts';

function entry(value: string | number, id: string): Entry {
  const body = Buffer.from('{}');
  return { id, version: 1, body, values: [value], segment: 0, dirtySince: 0 };
}

const value = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.string({ maxLength: 2 }));

describe('an ordered index', () => {
  test('holds what was inserted and not deleted, in order, whatever the sequence', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(value, fc.boolean()), { maxLength: 800 }), (steps) => {
        const index = new OrderedIndex([0]);
        const held: Entry[] = [];
        for (const [at, [wanted, isInsert]] of steps.entries()) {
          const victim = held[at % (held.length || 1)];
          if (isInsert || !victim) {
            const fresh = entry(wanted, `id${at}`);
            index.insert(fresh);
            held.push(fresh);
          } else {
            index.delete(victim);
            held.splice(held.indexOf(victim), 1);
          }
        }
        held.sort(
          (a, b) =>
            compareValues(a.values[0] ?? '', b.values[0] ?? '') || compareStrings(a.id, b.id),
        );
        expect([...index.ascending({ values: [] }, false)]).toEqual(held);
        expect([...index.descending({ values: [] }, false)]).toEqual(held.toReversed());
      }),
      { numRuns: 50 },
    );
  });

  test('tells another holder of a key from the document itself', () => {
    const index = new OrderedIndex([0]);
    for (let at = 0; at < 1_000; at += 1) index.insert(entry(at % 600, `id${at}`));
    expect(index.hasOther([5], 'id5')).toBe(true);
    expect(index.hasOther([450], 'id450')).toBe(false);
    expect(index.hasOther([450], 'id1')).toBe(true);
    expect(index.hasOther([600], 'id1')).toBe(false);
  });
});

describe('index values', () => {
  test('sort as their UTF-8 bytes do', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        const bytes = Buffer.compare(Buffer.from(a), Buffer.from(b));
        expect(Math.sign(compareStrings(a, b))).toBe(bytes);
      }),
    );
  });

  test('are read along dotted paths and refused where nothing could sort them', () => {
    const read = fieldReader(['a', 'b.c', 'constructor']);
    expect(read({ a: 1, b: { c: 'x' } })).toEqual([1, 'x', null]);
    expect(read({ a: null, b: 'text' })).toEqual([null, null, null]);
    for (const wrong of [true, [], {}, Number.NaN]) {
      expect(() => read({ a: wrong })).toThrow(/the indexed field a is/);
    }
  });
});

describe('the key filter', () => {
  test('never denies a key that it was given', () => {
    const filter = new KeyFilter();
    expect(filter.mayContain(1, ['anything'])).toBe(true);
    filter.complete = true;
    const keys = Array.from({ length: 10_000 }, (_, at) => [`key-${at}`, at]);
    for (const key of keys) filter.add(1, key);
    expect(keys.every((key) => filter.mayContain(1, key))).toBe(true);
    const strangers = keys.filter(([name]) => filter.mayContain(2, [name ?? '']));
    expect(strangers.length).toBeLessThan(100);
  });
});
