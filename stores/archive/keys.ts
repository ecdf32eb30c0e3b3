import { createHash } from 'node:crypto';
import { StoreError } from '../ports/errors.ts';

const KEY = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;
const MAX_KEY = 512;

/** Throws StoreError `invalid`. */
export function checkedArchiveKey(key: string): string {
  if (key.length <= MAX_KEY && KEY.test(key)) return key;
  const allowed = `1 to ${MAX_KEY} letters, digits, . _ - in parts separated by slashes`;
  throw new StoreError(
    'invalid',
    `the archive key "${key.slice(0, 64)}" is not allowed: ${allowed}`,
  );
}

/** Lower-case hex SHA-256. */
export const sha256Of = (body: Uint8Array): string =>
  createHash('sha256').update(body).digest('hex');

export function differs(key: string): StoreError {
  return new StoreError('duplicate', `the archive has ${key} already, with other content`, {
    index: '_id',
  });
}

export function damaged(key: string): StoreError {
  const message = `${key} in the archive is not what was put there: its SHA-256 differs`;
  return new StoreError('unavailable', message);
}

export const absent = (key: string): StoreError =>
  new StoreError('missing', `the archive has no ${key}`);
