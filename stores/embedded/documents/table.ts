import type { IndexValue } from '../../ports/documents.ts';
import type { Sqlite, Statement } from '../database.ts';
import type { Bound, Entry } from './entry.ts';
import { type FieldValues, fieldReader } from './index-values.ts';
import type { CollectionShape, IndexShape } from './schema.ts';

export interface Row {
  readonly id: string;
  readonly version: number;
  readonly body: string;
  readonly values: FieldValues;
}

export interface Range {
  readonly index: IndexShape;
  readonly equals: readonly IndexValue[];
  readonly from: IndexValue | null;
  readonly to: IndexValue | null;
  readonly descending: boolean;
  readonly after: Bound | null;
  readonly limit: number;
}

/**
 * The SQLite table of one collection: what has been folded out of the journal. Every indexed field has a
 * column, in the order of the shape; uniqueness is the engine's business, because a fold may pass
 * through states that no client ever saw.
 */
export class Table {
  readonly shape: CollectionShape;
  readonly #name: string;
  readonly #database: Sqlite;
  readonly #get: Statement;
  readonly #put: Statement;
  readonly #delete: Statement;
  readonly #sweep: Statement | undefined;
  readonly #scan: Statement;
  readonly #ranges = new Map<string, Statement>();

  constructor(database: Sqlite, id: number, shape: CollectionShape) {
    this.#database = database;
    this.#name = `c${id}`;
    this.shape = shape;
    this.#create();
    const columns = shape.columns.map((_, at) => `f${at}`);
    const all = ['id', 'version', 'body', ...columns];
    this.#get = database.prepare(`SELECT ${all} FROM ${this.#name} WHERE id = ?`).raw(true);
    const updates = ['version', 'body', ...columns].map((name) => `${name} = excluded.${name}`);
    this.#put = database.prepare(
      `INSERT INTO ${this.#name} (${all}) VALUES (${all.map(() => '?')})
       ON CONFLICT (id) DO UPDATE SET ${updates}`,
    );
    this.#delete = database.prepare(`DELETE FROM ${this.#name} WHERE id = ?`);
    this.#scan = database
      .prepare(`SELECT rowid, ${all} FROM ${this.#name} WHERE rowid > ? ORDER BY rowid LIMIT ?`)
      .raw(true);
    this.#sweep =
      shape.expiresAt === null
        ? undefined
        : database.prepare(
            `DELETE FROM ${this.#name} WHERE rowid IN (SELECT rowid FROM ${this.#name}
             WHERE f${shape.columns.indexOf(shape.expiresAt)} <= ? LIMIT ?)`,
          );
  }

  get(id: string): Row | undefined {
    const row = this.#get.get([id]);
    return Array.isArray(row) ? rowOf(row) : undefined;
  }

  put(entry: Entry, body: Buffer): void {
    this.#put.run([entry.id, entry.version, body.toString(), ...entry.values]);
  }

  delete(id: string): void {
    this.#delete.run([id]);
  }

  /** Removes up to `limit` documents whose expiry has passed; returns how many. */
  sweep(now: number, limit: number): number {
    return this.#sweep?.run([now, limit]).changes ?? 0;
  }

  range(range: Range): Row[] {
    const { equals, from, to, after, limit } = range;
    const parameters: unknown[] = [...equals];
    if (from !== null) parameters.push(from);
    if (to !== null) parameters.push(to);
    if (after !== null) parameters.push(...after.values, after.id);
    return this.#rangeStatement(range)
      .all([...parameters, limit])
      .map(rowOf);
  }

  #rangeStatement({ index, equals, from, to, descending, after }: Range): Statement {
    const key = `${index.name} ${equals.length} ${from !== null} ${to !== null} ${descending} ${after !== null}`;
    const known = this.#ranges.get(key);
    if (known) return known;
    const columns = index.fields.map((field) => `f${this.shape.columns.indexOf(field)}`);
    const terms = columns.map((column, at) =>
      at < equals.length ? `${column} = ?` : `${column} IS NOT NULL`,
    );
    const ranged = columns[equals.length];
    if (from !== null) terms.push(`${ranged} >= ?`);
    if (to !== null) terms.push(`${ranged} <= ?`);
    const order = [...columns, 'id'];
    if (after !== null) {
      terms.push(`(${order}) ${descending ? '<' : '>'} (${order.map(() => '?')})`);
    }
    const direction = descending ? ' DESC' : '';
    const statement = this.#database
      .prepare(
        `SELECT id, version, body, ${this.shape.columns.map((_, at) => `f${at}`)}
         FROM ${this.#name} INDEXED BY ${this.#name}_${index.name.replaceAll('-', '$')}
         WHERE ${terms.join(' AND ')} ORDER BY ${order.map((name) => name + direction)} LIMIT ?`,
      )
      .raw(true);
    this.#ranges.set(key, statement);
    return statement;
  }

  /** The rows after `rowid` in order of storage, and the rowid to go on from. */
  scan(rowid: number, limit: number): { rows: Row[]; last: number } {
    const found = this.#scan.all([rowid, limit]).filter((row) => Array.isArray(row));
    return {
      rows: found.map((row) => rowOf(row.slice(1))),
      last: Number(found.at(-1)?.[0] ?? rowid),
    };
  }

  /** Fills columns that were added to a table with documents in it, from their bodies. */
  backfill(columns: readonly number[]): void {
    const read = fieldReader(columns.map((at) => this.shape.columns[at] ?? ''));
    const update = this.#database.prepare(
      `UPDATE ${this.#name} SET ${columns.map((at) => `f${at} = ?`)} WHERE id = ?`,
    );
    let { rows, last } = this.scan(0, 500);
    while (rows.length > 0) {
      for (const row of rows) update.run([...read(JSON.parse(row.body)), row.id]);
      ({ rows, last } = this.scan(last, 500));
    }
  }

  #create(): void {
    const existing = this.#database.prepare(`SELECT name FROM pragma_table_info('${this.#name}')`);
    const present = new Set(existing.raw(true).all().flat());
    const columns = this.shape.columns.map((_, at) => `f${at}`);
    if (present.size === 0) {
      const declared = [
        'id TEXT NOT NULL UNIQUE',
        'version INTEGER NOT NULL',
        'body TEXT NOT NULL',
      ];
      this.#database.exec(`CREATE TABLE ${this.#name} (${[...declared, ...columns]})`);
    } else {
      for (const column of columns.filter((name) => !present.has(name))) {
        this.#database.exec(`ALTER TABLE ${this.#name} ADD COLUMN ${column}`);
      }
    }
    for (const { name, fields } of this.#allIndexes()) {
      const on = fields.map((field) => `f${this.shape.columns.indexOf(field)}`);
      this.#database.exec(
        `CREATE INDEX IF NOT EXISTS ${this.#name}_${name.replaceAll('-', '$')}
         ON ${this.#name} (${[...on, 'id']}) WHERE ${on.map((f) => `${f} IS NOT NULL`).join(' AND ')}`,
      );
    }
  }

  #allIndexes(): { name: string; fields: readonly string[] }[] {
    const { expiresAt, indexes } = this.shape;
    return expiresAt === null
      ? [...indexes]
      : [...indexes, { name: '$expiry', fields: [expiresAt] }];
  }
}

function rowOf(row: unknown): Row {
  const [id, version, body, ...values] = Array.isArray(row) ? row : [];
  return { id: String(id), version: Number(version), body: String(body), values };
}
