import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packEntry, unpackEntry } from './codec.ts';
import type { Entry } from './entry.ts';
import { mergeEntries } from './merge.ts';

const stamp = fc.integer({ min: 1, max: 20 });
const replica = fc.constantFrom('east', 'west');
const expiry = fc.integer({ min: 1_000, max: 1_020 });
const text = fc.string({ maxLength: 3 });
const field = fc.record({
  value: fc.option(text),
  stamp,
  replica,
  expiresAt: expiry,
});
const sum = fc.record({ total: fc.integer(), stamp });

const entry: fc.Arbitrary<Entry> = fc.oneof(
  fc.tuple(fc.constant('value' as const), expiry, stamp, replica, fc.constant(0), text),
  fc.tuple(fc.constant('deleted' as const), expiry, stamp, replica),
  fc
    .tuple(expiry, stamp, fc.dictionary(fc.constantFrom('a', 'b', 'c'), field))
    .map(
      ([at, cleared, fields]): Entry => ['fields', at, cleared, new Map(Object.entries(fields))],
    ),
  fc
    .tuple(expiry, stamp, stamp, fc.dictionary(replica, sum))
    .map(([at, cleared, born, sums]): Entry => {
      const since = Math.max(cleared + 1, born);
      return ['counter', at, cleared, since, new Map(Object.entries(sums))];
    }),
);

describe('merging what two replicas know', () => {
  test('changes nothing when it is repeated', () => {
    fc.assert(
      fc.property(entry, entry, (a, b) => {
        const once = mergeEntries(a, b);
        expect(mergeEntries(once, b)).toEqual(once);
        expect(mergeEntries(once, once)).toEqual(once);
      }),
    );
  });

  test('lets an older value not come back after a deletion, in either order', () => {
    const old: Entry = ['value', 2_000, 5, 'west', 0, 'old'];
    const deleted: Entry = ['deleted', 2_000, 6, 'east'];
    expect(mergeEntries(old, deleted)).toEqual(deleted);
    expect(mergeEntries(deleted, old)).toEqual(deleted);
  });

  test('survives the way through bytes', () => {
    fc.assert(
      fc.property(entry, (a) => {
        expect(unpackEntry(packEntry(a))).toEqual(a);
      }),
    );
  });
});
