import { ulid } from 'ulid';

/** 26 characters of Crockford base 32: 48 bits of Unix milliseconds, 80 random bits. Sorts by time. */
export type TransactionId = string;

export const ID_PATTERN = '^[0-7][0-9A-HJKMNP-TV-Z]{25}$';
const ID = new RegExp(ID_PATTERN);

export function newId(now: number): string {
  return ulid(now);
}

export function isId(text: string): boolean {
  return ID.test(text);
}
