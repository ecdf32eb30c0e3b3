import { StoreError } from '../../ports/errors.ts';
import type { Sqlite } from '../database.ts';
import { Collection } from './collection.ts';
import { KeyFilter } from './key-filter.ts';
import { type CollectionShape, extendShape, sameShape } from './schema.ts';
import { Table } from './table.ts';

const SCAN_ROWS = 2000;

/** The collections of one engine, kept in the table `collections` and created or extended on demand. */
export class Catalog {
  readonly #database: Sqlite;
  readonly #filter = new KeyFilter();
  readonly #byName = new Map<string, Collection>();
  readonly #byId = new Map<number, Collection>();

  constructor(database: Sqlite) {
    this.#database = database;
    database.exec('CREATE TABLE IF NOT EXISTS collections (id INTEGER PRIMARY KEY, shape TEXT)');
    const rows = database.prepare('SELECT id, shape FROM collections').raw(true).all();
    for (const row of rows) {
      const [id, shape] = Array.isArray(row) ? row : [];
      this.#install(Number(id), JSON.parse(String(shape)));
    }
  }

  get all(): Iterable<Collection> {
    return this.#byName.values();
  }

  byId(id: number): Collection | undefined {
    return this.#byId.get(id);
  }

  /**
   * The collection with everything that `wanted` asks for. `beforeChange` must leave nothing in memory and
   * no transaction open: a table changes only while it speaks for all its documents.
   */
  declare(wanted: CollectionShape, beforeChange: () => void): Collection {
    const held = this.#byName.get(wanted.name);
    if (!held) {
      beforeChange();
      return this.#change(this.#byId.size + 1, wanted, () => undefined);
    }
    const extended = extendShape(held.table.shape, wanted);
    if (sameShape(extended, held.table.shape)) return held;
    beforeChange();
    const added = extended.columns.map((_, at) => at).slice(held.table.shape.columns.length);
    return this.#change(held.id, extended, (collection) => {
      if (added.length > 0) collection.table.backfill(added);
      requireUnique(this.#database, collection);
    });
  }

  #change(id: number, shape: CollectionShape, fill: (collection: Collection) => void): Collection {
    this.#database.exec('BEGIN');
    try {
      const collection = new Collection(id, new Table(this.#database, id, shape), this.#filter);
      fill(collection);
      const save = 'INSERT OR REPLACE INTO collections (id, shape) VALUES (?, ?)';
      this.#database.prepare(save).run([id, JSON.stringify(shape)]);
      this.#database.exec('COMMIT');
      this.#keep(collection);
      this.#fillFilter(collection);
      return collection;
    } catch (error) {
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  #install(id: number, shape: CollectionShape): void {
    this.#keep(new Collection(id, new Table(this.#database, id, shape), this.#filter));
  }

  #keep(collection: Collection): void {
    this.#byName.set(collection.table.shape.name, collection);
    this.#byId.set(collection.id, collection);
  }

  /** New unique indexes need their keys in the filter before it may say "no". */
  #fillFilter(collection: Collection): void {
    let { rows, last } = collection.table.scan(0, SCAN_ROWS);
    while (rows.length > 0) {
      for (const row of rows) collection.noteStored(row.id, row.values);
      ({ rows, last } = collection.table.scan(last, SCAN_ROWS));
    }
  }

  /** Reads all keys into the filter, a slice per step; the filter says "perhaps" until it is done. */
  *warmUp(): Generator<void> {
    for (const { id } of [...this.#byId.values()]) {
      let last = 0;
      for (;;) {
        const collection = this.#byId.get(id);
        const slice = collection?.table.scan(last, SCAN_ROWS);
        if (!collection || !slice || slice.rows.length === 0) break;
        for (const row of slice.rows) collection.noteStored(row.id, row.values);
        last = slice.last;
        yield;
      }
    }
    this.#filter.complete = true;
  }
}

function requireUnique(database: Sqlite, { id, table }: Collection): void {
  for (const { name, fields, unique } of table.shape.indexes) {
    if (!unique) continue;
    const columns = fields.map((field) => `f${table.shape.columns.indexOf(field)}`);
    const present = columns.map((column) => `${column} IS NOT NULL`).join(' AND ');
    const twice = database.prepare(
      `SELECT 1 FROM c${id} WHERE ${present} GROUP BY ${columns} HAVING COUNT(*) > 1 LIMIT 1`,
    );
    if (twice.get([]) !== undefined) {
      const message = `documents already share a key of the new unique index ${table.shape.name}.${name}`;
      throw new StoreError('invalid', message);
    }
  }
}
