import { AppletError } from '../errors.ts';

/** Readers of single fields; the writers use the same checks, so that both ends refuse the same. */

const ID = /^[A-Za-z0-9._:-]{1,64}$/;
const HASH = /^[0-9a-f]{64}$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const INTEGER = /^(0|[1-9][0-9]{0,9})$/;
const TWO_DIGITS = /^[0-9]{2}$/;

export function invalidField(field: string, allowed: string): AppletError {
  return new AppletError('INVALID_FIELD', `${field} must be ${allowed}`, field);
}

export function expectFields(fields: readonly string[], names: readonly string[]): void {
  if (fields.length === names.length) return;
  const expected = names.length === 0 ? 'no fields' : `${names.length} (${names.join(', ')})`;
  throw new AppletError(
    'INVALID_FIELD',
    `the message must have ${expected} before counter and mac, it has ${fields.length}`,
    names[fields.length],
  );
}

export function checkId(value: string, field: string): string {
  if (!ID.test(value)) throw invalidField(field, '1 to 64 of A-Z a-z 0-9 . _ : -');
  return value;
}

export function checkHash(value: string, field: string): string {
  if (!HASH.test(value)) throw invalidField(field, '64 lower-case hex digits');
  return value;
}

export function checkTwoDigits(value: string, field: string): string {
  if (!TWO_DIGITS.test(value)) throw invalidField(field, 'two digits');
  return value;
}

export function checkOneOf<T extends string>(
  value: string,
  field: string,
  allowed: readonly T[],
): T {
  const known = allowed.find((candidate) => candidate === value);
  if (known === undefined) throw invalidField(field, `one of ${allowed.join(', ')}`);
  return known;
}

export function checkDateOrEmpty(value: string, field: string): string {
  if (value === '' || isDate(value)) return value;
  throw invalidField(field, 'a date as YYYY-MM-DD (RFC 3339) or empty');
}

export function readInteger(text: string, field: string, min: number, max: number): number {
  if (!INTEGER.test(text)) {
    throw invalidField(field, `an integer from ${min} to ${max} in decimal digits`);
  }
  return checkInteger(Number(text), field, min, max);
}

export function checkInteger(value: number, field: string, min: number, max: number): number {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw invalidField(field, `an integer from ${min} to ${max}`);
  }
  return value;
}

function isDate(text: string): boolean {
  const match = DATE.exec(text);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
