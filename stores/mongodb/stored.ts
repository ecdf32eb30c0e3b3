import { randomBytes } from 'node:crypto';
import type { StoredDocument } from '../ports/documents.ts';

/** A document as MongoDB holds it: that of the port, and two fields of the adapter. */
export interface Stored {
  readonly _id: string;
  readonly version: number;
  /** Names the write that made this version, so that its author recognises it after a lost answer. */
  readonly _write: string;
  /** TTL indexes expire BSON dates only; the port has Unix milliseconds. */
  readonly _expiresAt?: Date;
}

export const EXPIRY_FIELD = '_expiresAt';
/** What readers do not get to see. */
export const PRIVATE = { _write: 0, [EXPIRY_FIELD]: 0 } as const;

export function storedOf(
  document: StoredDocument,
  write: string,
  expiresAt: string | null,
): Stored {
  const expiry: unknown = expiresAt === null ? undefined : Reflect.get(document, expiresAt);
  return typeof expiry === 'number'
    ? { ...document, _write: write, [EXPIRY_FIELD]: new Date(expiry) }
    : { ...document, _write: write };
}

/** Names that no two writes of any processes share. */
export function writeNames(): () => string {
  const process = randomBytes(12).toString('base64url');
  let count = 0;
  return () => {
    count += 1;
    return `${process}.${count.toString(36)}`;
  };
}
