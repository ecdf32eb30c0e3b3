import type { IndexValue } from '../../ports/documents.ts';
import { compareStrings, compareValues, type FieldValues } from './index-values.ts';

/** A document as the engine holds it in memory. `body` is undefined where it has been removed. */
export interface Entry {
  readonly id: string;
  version: number;
  body: Buffer | undefined;
  values: FieldValues;
  /** The journal segment with the oldest write that is not yet in the tables. */
  segment: number;
  /** Monotonic milliseconds of that write. */
  dirtySince: number;
}

/** A place in an index: some of its leading values and, when all are given, perhaps an id. */
export interface Bound {
  readonly values: readonly IndexValue[];
  readonly id?: string | undefined;
}

export interface IndexDefinition {
  readonly name: string;
  /** Positions of its fields among the collection's columns. */
  readonly columns: readonly number[];
  readonly unique: boolean;
}

export function isIndexed(values: FieldValues, columns: readonly number[]): boolean {
  for (const column of columns) if (values[column] == null) return false;
  return true;
}

/** The values of an entry that is in the index. */
export function indexedValues(values: FieldValues, columns: readonly number[]): IndexValue[] {
  const indexed: IndexValue[] = [];
  for (const column of columns) {
    const value = values[column];
    if (value != null) indexed.push(value);
  }
  return indexed;
}

/** Compares by the bound's values and, when it has one, its id: 0 means equal as far as the bound goes. */
export function compareToBound(
  values: FieldValues,
  id: string,
  columns: readonly number[],
  bound: Bound,
): number {
  for (let at = 0; at < bound.values.length; at += 1) {
    const value = values[columns[at] ?? -1];
    const other = bound.values[at];
    if (value == null || other == null) break;
    const order = compareValues(value, other);
    if (order !== 0) return order;
  }
  return bound.id === undefined ? 0 : compareStrings(id, bound.id);
}
