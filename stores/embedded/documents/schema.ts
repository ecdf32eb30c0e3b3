import type { CollectionSpec, StoredDocument } from '../../ports/documents.ts';
import { StoreError } from '../../ports/errors.ts';

/** A collection as clients declare it and as the engine keeps it; only ever extended. */
export interface CollectionShape {
  readonly name: string;
  /** Every field that an index or the expiry needs, as dotted paths. */
  readonly columns: readonly string[];
  readonly indexes: readonly IndexShape[];
  readonly expiresAt: string | null;
}

export interface IndexShape {
  readonly name: string;
  readonly fields: readonly string[];
  readonly unique: boolean;
}

const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
const FIELD = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/;

/** Throws StoreError `invalid`, naming what is wrong. */
export function shapeOf<D extends StoredDocument>(spec: CollectionSpec<D>): CollectionShape {
  requireName('collection name', spec.name);
  const indexes = spec.indexes.map((index) => {
    requireName(`index name in ${spec.name}`, index.name);
    const where = `${spec.name}.${index.name}`;
    if (index.fields.length === 0) throw new StoreError('invalid', `${where} has no fields`);
    for (const field of index.fields) requireField(where, field);
    return { name: index.name, fields: [...index.fields], unique: index.unique ?? false };
  });
  const names = new Set(indexes.map((index) => index.name));
  if (names.size !== indexes.length) {
    throw new StoreError('invalid', `${spec.name} names an index twice`);
  }
  const expiresAt = spec.expiresAt ?? null;
  if (expiresAt !== null) requireField(`${spec.name}.expiresAt`, expiresAt);
  const fields = indexes.flatMap((index) => index.fields);
  const columns = [...new Set(expiresAt === null ? fields : [...fields, expiresAt])];
  return { name: spec.name, columns, indexes, expiresAt };
}

/** What the engine holds after a client has declared `wanted`. Throws StoreError `invalid` on a conflict. */
export function extendShape(held: CollectionShape, wanted: CollectionShape): CollectionShape {
  const indexes = [...held.indexes];
  for (const index of wanted.indexes) {
    const existing = indexes.find(({ name }) => name === index.name);
    if (!existing) indexes.push(index);
    else if (!sameIndex(existing, index)) {
      const now = `${existing.unique ? 'unique ' : ''}(${existing.fields.join(', ')})`;
      throw new StoreError(
        'invalid',
        `the index ${held.name}.${index.name} exists as ${now}; give the changed one another name`,
      );
    }
  }
  const columns = [...new Set([...held.columns, ...wanted.columns])];
  return { name: held.name, columns, indexes, expiresAt: wanted.expiresAt ?? held.expiresAt };
}

export function sameShape(a: CollectionShape, b: CollectionShape): boolean {
  return (
    a.columns.length === b.columns.length &&
    a.indexes.length === b.indexes.length &&
    a.expiresAt === b.expiresAt
  );
}

function sameIndex(a: IndexShape, b: IndexShape): boolean {
  return a.unique === b.unique && a.fields.join() === b.fields.join();
}

function requireName(what: string, name: string): void {
  if (!NAME.test(name)) {
    throw new StoreError(
      'invalid',
      `${what} is ${JSON.stringify(name)}; allowed: a letter, then up to 63 letters, digits, - and _`,
    );
  }
}

function requireField(where: string, field: string): void {
  if (!FIELD.test(field)) {
    throw new StoreError('invalid', `${where}: ${JSON.stringify(field)} is not a dotted path`);
  }
}
