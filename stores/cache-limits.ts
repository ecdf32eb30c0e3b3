import { StoreError } from './ports/errors.ts';

export const MAX_KEY_LENGTH = 1024;
export const MAX_VALUE_LENGTH = 1024 * 1024;
export const MAX_TTL_MS = 400 * 24 * 3_600_000;

export function checkedKey(key: string): string {
  if (key.length >= 1 && key.length <= MAX_KEY_LENGTH) return key;
  throw invalid(`a key of ${key.length} characters; allowed: 1 to ${MAX_KEY_LENGTH}`);
}

export function checkedValue(value: string): string {
  if (value.length <= MAX_VALUE_LENGTH) return value;
  throw invalid(`a value of ${value.length} characters; at most ${MAX_VALUE_LENGTH}`);
}

export function checkedTtl(ttlMs: number): number {
  if (ttlMs > 0 && ttlMs <= MAX_TTL_MS) return ttlMs;
  throw invalid(`ttlMs is ${ttlMs}; allowed: above 0, at most ${MAX_TTL_MS}`);
}

export function checkedIncrement(by: number): number {
  if (Number.isSafeInteger(by)) return by;
  throw invalid(`increment by ${by}; allowed: an integer`);
}

function invalid(reason: string): StoreError {
  return new StoreError('invalid', `cache: ${reason}`);
}
