import type { IndexValue } from '../../ports/documents.ts';
import { StoreError } from '../../ports/errors.ts';
import type { Collection, LiveIndex } from './collection.ts';
import { type Bound, compareToBound, type Entry, indexedValues } from './entry.ts';
import type { FieldValues } from './index-values.ts';
import type { Row } from './table.ts';

export interface Find {
  readonly index: string;
  readonly equals: readonly IndexValue[];
  readonly from: IndexValue | null;
  readonly to: IndexValue | null;
  readonly descending: boolean;
  readonly limit: number;
  readonly after: Bound | null;
}

interface Found {
  readonly id: string;
  readonly values: FieldValues;
  readonly body: Buffer | string;
}

/** One page: documents in memory merged with those in the table, in the order of the index. */
export function collect(collection: Collection, find: Find): (Buffer | string)[] {
  const live = collection.index(find.index);
  if (!live) {
    const name = collection.table.shape.name;
    throw new StoreError('invalid', `${name} has no index ${JSON.stringify(find.index)}`);
  }
  const memory = inMemory(live, find);
  const table = inTable(collection, live, find);
  const bodies: (Buffer | string)[] = [];
  let left = memory.next();
  let right = table.next();
  while (bodies.length < find.limit && !(left.done && right.done)) {
    if (left.done || (!right.done && precedes(live, find, right.value, left.value))) {
      if (!right.done) bodies.push(right.value.body);
      right = table.next();
    } else {
      bodies.push(left.value.body);
      left = memory.next();
    }
  }
  return bodies;
}

function precedes({ definition }: LiveIndex, find: Find, a: Found, b: Found): boolean {
  const { columns } = definition;
  const bound = { values: indexedValues(b.values, columns), id: b.id };
  const order = compareToBound(a.values, a.id, columns, bound);
  return find.descending ? order > 0 : order < 0;
}

function* inMemory({ definition, order }: LiveIndex, find: Find): Generator<Found> {
  const { columns } = definition;
  const { equals, from, to, descending, after } = find;
  const first = descending ? to : from;
  const last = descending ? from : to;
  const start = first === null ? { values: equals } : { values: [...equals, first] };
  const end = { values: last === null ? equals : [...equals, last] };
  const resumed = after !== null && isBeyond(columns, after, start, descending);
  const entries = descending
    ? order.descending(resumed ? after : start, resumed)
    : order.ascending(resumed ? after : start, resumed);
  for (const entry of entries) {
    const distance = compareToBound(entry.values, entry.id, columns, end);
    if (descending ? distance < 0 : distance > 0) return;
    if (entry.body) yield foundEntry(entry, entry.body);
  }
}

function foundEntry(entry: Entry, body: Buffer): Found {
  return { id: entry.id, values: entry.values, body };
}

/** Whether the page begins at `after` rather than at the start of the range. */
function isBeyond(
  columns: readonly number[],
  after: Bound,
  start: Bound,
  descending: boolean,
): boolean {
  const values: (IndexValue | null)[] = [];
  for (let at = 0; at < columns.length; at += 1)
    values[columns[at] ?? 0] = after.values[at] ?? null;
  const order = compareToBound(values, after.id ?? '', columns, start);
  return descending ? order <= 0 : order >= 0;
}

/** Rows that no document in memory hides, fetched in pages that grow while many are hidden. */
function* inTable(collection: Collection, live: LiveIndex, find: Find): Generator<Found> {
  const { shape, definition } = live;
  let { after } = find;
  let limit = Math.min(find.limit + 1, 1000);
  for (;;) {
    const rows = collection.table.range({ ...find, index: shape, after, limit });
    for (const row of rows) if (!collection.entries.has(row.id)) yield row;
    const last: Row | undefined = rows.at(-1);
    if (!last || rows.length < limit) return;
    after = { values: indexedValues(last.values, definition.columns), id: last.id };
    limit = Math.min(1000, limit * 4);
  }
}
