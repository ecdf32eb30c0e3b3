import type { Collection } from 'mongodb';
import { expect, test } from 'vitest';
import { shapeOf } from '../embedded/documents/schema.ts';
import { ensureIndexes } from './indexes.ts';
import type { Stored } from './stored.ts';

const SHAPE = shapeOf({ name: 'orders', indexes: [{ name: 'due', fields: ['due'] }] });

/** A server that refuses to make an index. */
function refusing(code: number): Collection<Stored> {
  const failure = Object.assign(new Error('dup key: { phone: "secret" }'), { code });
  return { createIndexes: () => Promise.reject(failure) } as unknown as Collection<Stored>;
}

test.each([
  [85, 'an index of orders exists with another definition; give the changed one another name'],
  [86, 'an index of orders exists with another definition; give the changed one another name'],
  [11_000, 'orders: documents that are there share a key of a new unique index'],
])('an index that cannot be made (%i) gives one line', async (code, line) => {
  await expect(ensureIndexes(refusing(code), SHAPE)).rejects.toMatchObject({
    code: 'invalid',
    message: line,
  });
});

test('a failure that passes stays what it is', async () => {
  await expect(ensureIndexes(refusing(91), SHAPE)).rejects.toMatchObject({ code: 91 });
});
