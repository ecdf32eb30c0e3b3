import type { Collection, IndexDescription } from 'mongodb';
import type { CollectionShape } from '../embedded/documents/schema.ts';
import { StoreError } from '../ports/errors.ts';
import { keyOf, partialFilter } from './query.ts';
import { EXPIRY_FIELD, type Stored } from './stored.ts';

/** IndexOptionsConflict, IndexKeySpecsConflict: the name or the key is there with another definition. */
const CONFLICTS = new Set<unknown>([85, 86]);
const DUPLICATE_KEY = 11_000;

/** What MongoDB is asked to keep for a collection. Indexes are only ever added (docs/reference/stores.md). */
export function indexesOf(shape: CollectionShape): IndexDescription[] {
  const declared = shape.indexes.map((index) => ({
    name: index.name,
    key: keyOf(index),
    partialFilterExpression: partialFilter(index.fields),
    ...(index.unique ? { unique: true } : {}),
  }));
  const expiry = { name: EXPIRY_FIELD, key: { [EXPIRY_FIELD]: 1 as const }, expireAfterSeconds: 0 };
  return shape.expiresAt === null ? declared : [...declared, expiry];
}

/** Idempotent: what is there stays. Resolves when a majority has built what was not. */
export async function ensureIndexes(
  collection: Collection<Stored>,
  shape: CollectionShape,
): Promise<void> {
  const wanted = indexesOf(shape);
  if (wanted.length === 0) return;
  try {
    await collection.createIndexes(wanted);
  } catch (error) {
    throw refused(error, shape.name) ?? error;
  }
}

function refused(error: unknown, collection: string): StoreError | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  if (CONFLICTS.has(code)) {
    return new StoreError(
      'invalid',
      `an index of ${collection} exists with another definition; give the changed one another name`,
    );
  }
  if (code === DUPLICATE_KEY) {
    return new StoreError(
      'invalid',
      `${collection}: documents that are there share a key of a new unique index`,
    );
  }
  return undefined;
}
