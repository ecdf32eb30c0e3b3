import type { IndexValue } from '../../ports/documents.ts';
import { StoreError } from '../../ports/errors.ts';
import { type Entry, type IndexDefinition, indexedValues, isIndexed } from './entry.ts';
import { type FieldValues, fieldReader } from './index-values.ts';
import type { KeyFilter } from './key-filter.ts';
import { OrderedIndex } from './ordered-index.ts';
import { collect, type Find } from './query.ts';
import type { IndexShape } from './schema.ts';
import type { Row, Table } from './table.ts';

/** What a document was in memory before a write, to put it back when the journal refuses. */
export interface Before {
  readonly collection: Collection;
  readonly id: string;
  readonly version: number;
  readonly body: Buffer | undefined;
  readonly values: FieldValues;
  /** false: memory did not hold it, so the tables spoke for it. */
  readonly held: boolean;
}

export interface LiveIndex {
  readonly shape: IndexShape;
  readonly definition: IndexDefinition;
  readonly order: OrderedIndex;
  readonly scope: number;
}

/**
 * One collection: recently written documents in memory over a table with all the others. A document in
 * memory hides its row; a removed one hides it too.
 */
export class Collection {
  readonly id: number;
  readonly table: Table;
  readonly entries = new Map<string, Entry>();
  readonly #indexes: readonly LiveIndex[];
  readonly #filter: KeyFilter;

  constructor(id: number, table: Table, filter: KeyFilter) {
    this.id = id;
    this.table = table;
    this.#filter = filter;
    this.#indexes = table.shape.indexes.map((shape, at) => {
      const columns = shape.fields.map((field) => table.shape.columns.indexOf(field));
      const definition = { name: shape.name, columns, unique: shape.unique };
      return { shape, definition, order: new OrderedIndex(columns), scope: id * 256 + at + 1 };
    });
  }

  index(name: string): LiveIndex | undefined {
    return this.#indexes.find(({ shape }) => shape.name === name);
  }

  /** The stored version, or 0 where there is no such document. */
  versionOf(id: string): number {
    const entry = this.entries.get(id);
    if (entry) return entry.body ? entry.version : 0;
    return this.#row(id)?.version ?? 0;
  }

  body(id: string): Buffer | string | undefined {
    const entry = this.entries.get(id);
    return entry ? entry.body : this.#row(id)?.body;
  }

  find(find: Find): (Buffer | string)[] {
    return collect(this, find);
  }

  /** The unique index that another document than `id` holds these values in. */
  holderConflict(id: string, values: FieldValues): string | undefined {
    const held = this.entries.get(id);
    for (const { definition, order, scope, shape } of this.#indexes) {
      if (!definition.unique || !isIndexed(values, definition.columns)) continue;
      if (held?.body && sameAt(held.values, values, definition.columns)) continue;
      if (order.hasOther(values, id)) return definition.name;
      const key = indexedValues(values, definition.columns);
      if (this.#filter.mayContain(scope, key) && this.#heldInTable(shape, key, id)) {
        return definition.name;
      }
    }
    return undefined;
  }

  /** Writes to memory and returns what was there. */
  put(id: string, version: number, body: Buffer | undefined, values: FieldValues): Before {
    const entry = this.entries.get(id);
    if (entry) {
      const before = { collection: this, id, held: true, ...pick(entry) };
      this.#change(entry, body, values);
      entry.version = version;
      return before;
    }
    const fresh: Entry = { id, version, body: undefined, values, segment: 0, dirtySince: 0 };
    this.#change(fresh, body, values);
    this.entries.set(id, fresh);
    return { collection: this, id, held: false, version: 0, body: undefined, values };
  }

  /** Returns the entry that left memory, if undoing meant that. */
  undo(before: Before): Entry | undefined {
    const entry = this.entries.get(before.id);
    if (!entry) return undefined;
    if (!before.held) {
      this.drop(entry);
      return entry;
    }
    this.#change(entry, before.body, before.values);
    entry.version = before.version;
    return undefined;
  }

  /** Forgets an entry whose state the table has. */
  drop(entry: Entry): void {
    this.#change(entry, undefined, entry.values);
    this.entries.delete(entry.id);
  }

  /** `values` as an older release wrote them, with the columns that were added since. */
  completeValues(body: Buffer | undefined, values: FieldValues): FieldValues {
    const { columns } = this.table.shape;
    if (body === undefined || values.length === columns.length) return values;
    return fieldReader(columns)(JSON.parse(body.toString()));
  }

  /** Makes the filter know a row. */
  noteStored(id: string, values: FieldValues): void {
    this.#filter.add(this.id * 256, [id]);
    for (const { definition, scope } of this.#indexes) {
      if (!definition.unique || !isIndexed(values, definition.columns)) continue;
      this.#filter.add(scope, indexedValues(values, definition.columns));
    }
  }

  #row(id: string): Row | undefined {
    return this.#filter.mayContain(this.id * 256, [id]) ? this.table.get(id) : undefined;
  }

  #heldInTable(index: IndexShape, equals: readonly IndexValue[], id: string): boolean {
    const whole = { from: null, to: null, descending: false, after: null };
    let limit = 4;
    for (;;) {
      const rows = this.table.range({ index, equals, ...whole, limit });
      if (rows.some((row) => row.id !== id && !this.entries.has(row.id))) return true;
      if (rows.length < limit) return false;
      limit *= 8;
    }
  }

  #change(entry: Entry, body: Buffer | undefined, values: FieldValues): void {
    for (const { definition, order } of this.#indexes) {
      const { columns } = definition;
      const was = entry.body !== undefined && isIndexed(entry.values, columns);
      const is = body !== undefined && isIndexed(values, columns);
      if (was && is && sameAt(entry.values, values, columns)) continue;
      if (was) order.delete(entry);
      if (!is) continue;
      const place = entry.values;
      entry.values = values;
      order.insert(entry);
      entry.values = place;
    }
    entry.body = body;
    entry.values = values;
  }
}

function sameAt(a: FieldValues, b: FieldValues, columns: readonly number[]): boolean {
  for (const column of columns) if (a[column] !== b[column]) return false;
  return true;
}

function pick(entry: Entry): Pick<Entry, 'version' | 'body' | 'values'> {
  return { version: entry.version, body: entry.body, values: entry.values };
}

/** For callers that hold a document whose index refused. */
export function duplicate(collection: Collection, index: string): StoreError {
  const message = `${collection.table.shape.name}: another document holds this key of ${index}`;
  return new StoreError('duplicate', message, { index });
}
