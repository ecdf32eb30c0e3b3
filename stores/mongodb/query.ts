import type { Filter, Sort } from 'mongodb';
import type { IndexShape } from '../embedded/documents/schema.ts';
import type { IndexQuery, IndexValue } from '../ports/documents.ts';
import type { Stored } from './stored.ts';

/** What an index holds (ports/documents.ts); also its partialFilterExpression. */
const INDEXABLE = { $type: ['string', 'number'] };

type Condition = Readonly<Record<string, unknown>>;

/** A document without one of the fields, or with null there, is not in the index. */
export function partialFilter(fields: readonly string[]): Record<string, Condition> {
  return Object.fromEntries(fields.map((field) => [field, INDEXABLE]));
}

/** The order of the index. A unique one needs no `_id` to make it total. */
export function keyOf(
  { fields, unique }: IndexShape,
  direction: 1 | -1 = 1,
): Record<string, 1 | -1> {
  const all = unique ? fields : [...fields, '_id'];
  return Object.fromEntries(all.map((field) => [field, direction]));
}

/**
 * A query that MongoDB answers from the index alone: it repeats the condition of the partial index, which
 * the planner asks for before it uses one, and bounds the first field after the equal ones.
 */
export function filterOf(index: IndexShape, query: IndexQuery): Filter<Stored> {
  const { equals = [], from, to, after, order = 'ascending' } = query;
  const conditions: Condition[] = [partialFilter(index.fields)];
  if (equals.length > 0) conditions.push(equalUpTo(index.fields, equals, equals.length));
  const ranged = index.fields[equals.length];
  if (ranged !== undefined) {
    if (from !== undefined) conditions.push({ [ranged]: notBelow(from) });
    if (to !== undefined) conditions.push({ [ranged]: notAbove(to) });
  }
  if (after) {
    const same = equals.every((value, at) => value === after.values[at]);
    conditions.push(...beyond(index, after, order === 'descending', same ? equals.length : 0));
  }
  return { $and: conditions };
}

export function sortOf(index: IndexShape, { order }: IndexQuery): Sort {
  return keyOf(index, order === 'descending' ? -1 : 1);
}

/**
 * Lexicographic: greater at the first field that differs, of those after `equal` ones that are known to be
 * the same. The bound on the first of them narrows the scan.
 */
function beyond(
  index: IndexShape,
  after: { readonly values: readonly IndexValue[]; readonly id: string },
  descending: boolean,
  equal: number,
): Condition[] {
  const [past, notBefore] = descending ? [below, notAbove] : [above, notBelow];
  const { id } = after;
  const values = after.values.slice(equal);
  const known = index.fields.slice(equal, equal + values.length);
  const alternatives = known.map((name, at) => ({
    ...equalUpTo(known, values, at),
    [name]: past(values[at] ?? ''),
  }));
  const last = { ...equalUpTo(known, values, known.length), _id: past(id) };
  const [first] = known;
  const bound = first === undefined ? [] : [{ [first]: notBefore(values[0] ?? '') }];
  return [...bound, { $or: [...alternatives, last] }];
}

function equalUpTo(
  fields: readonly string[],
  values: readonly IndexValue[],
  end: number,
): Record<string, IndexValue> {
  return Object.fromEntries(fields.slice(0, end).map((name, at) => [name, values[at] ?? '']));
}

// MongoDB compares within one type only, the port orders numbers before strings: "at least 5" holds for
// every string. Of what an index holds, that is what is not below 5.
const above = (value: IndexValue): Condition =>
  typeof value === 'number' ? { $not: { $lte: value } } : { $gt: value };
const notBelow = (value: IndexValue): Condition =>
  typeof value === 'number' ? { $not: { $lt: value } } : { $gte: value };
const below = (value: IndexValue): Condition =>
  typeof value === 'string' ? { $not: { $gte: value } } : { $lt: value };
const notAbove = (value: IndexValue): Condition =>
  typeof value === 'string' ? { $not: { $gt: value } } : { $lte: value };
