import { v7 } from 'uuid';

/** A UUID of version 7 (RFC 9562 section 5.7): 48 bits of Unix milliseconds, then random. Sorts by time. */
export type TransactionId = string;

export const ID_PATTERN = '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$';
const ID = new RegExp(ID_PATTERN);

export function newId(now: number): TransactionId {
  return v7({ msecs: now });
}

export function isId(text: string): boolean {
  return ID.test(text);
}
