import type { IndexValue } from '../../ports/documents.ts';
import { StoreError } from '../../ports/errors.ts';

/** The value of each indexed field of one document, in the order of the fields; null where absent. */
export type FieldValues = readonly (IndexValue | null)[];

export type FieldReader = (document: unknown) => FieldValues;

/** `fields` are dotted paths. The reader throws StoreError `invalid` where a value cannot be indexed. */
export function fieldReader(fields: readonly string[]): FieldReader {
  const paths = fields.map((field) => field.split('.'));
  return (document) => {
    const values: (IndexValue | null)[] = [];
    for (let at = 0; at < paths.length; at += 1) {
      values.push(readField(document, paths[at] ?? [], fields[at] ?? ''));
    }
    return values;
  };
}

function readField(document: unknown, path: readonly string[], field: string): IndexValue | null {
  let value = document;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null;
    value = Reflect.get(value, name);
  }
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (value === undefined || value === null) return null;
  throw new StoreError(
    'invalid',
    `the indexed field ${field} is ${describe(value)}; allowed: a string, a finite number, null or absent`,
  );
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object'
    ? 'an object'
    : `a ${typeof value} that is not finite or a string`;
}

/** Numbers before strings, strings by their UTF-8 bytes: the order of SQLite and of MongoDB. */
export function compareValues(a: IndexValue, b: IndexValue): number {
  if (typeof a === 'number') return typeof b === 'number' ? a - b : -1;
  return typeof b === 'number' ? 1 : compareStrings(a, b);
}

export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const shared = Math.min(a.length, b.length);
  for (let at = 0; at < shared; at += 1) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return utf8Rank(left) - utf8Rank(right);
  }
  return a.length - b.length;
}

/** Surrogate halves stand for code points above U+FFFF, so they sort after U+E000 to U+FFFF. */
function utf8Rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
