import type { Cache } from '../../ports/cache.ts';
import { StoreError } from '../../ports/errors.ts';
import { EngineClient } from '../wire/engine-client.ts';
import {
  DELETE,
  DELETE_FIELD,
  GET,
  GET_FIELDS,
  INCREMENT,
  MAX_KEY_LENGTH,
  MAX_TTL_MS,
  MAX_VALUE_LENGTH,
  PING,
  SET,
  SET_FIELD,
} from './operations.ts';

export interface ConnectCacheOptions {
  readonly socketPath: string;
  /** How long an operation waits for an engine that is away. Default 10 s. */
  readonly retryForMs?: number;
}

/** Connects in the background; the first operations wait for the engine as all others do. */
export function connectCache(options: ConnectCacheOptions): Cache {
  const client = new EngineClient({ ...options, service: 'cache', title: 'cache' });
  return {
    async get(key) {
      const value = await client.call(GET, [checkedKey(key)]);
      return typeof value === 'string' ? value : undefined;
    },
    async set(key, value, ttlMs) {
      const args = [checkedKey(key), checkedValue(value), checkedTtl(ttlMs)];
      await client.call(SET, args, value.length + 64);
    },
    async delete(key) {
      await client.call(DELETE, [checkedKey(key)]);
    },
    async getFields(key) {
      return recordOf(await client.call(GET_FIELDS, [checkedKey(key)]));
    },
    async setField(key, field, value, ttlMs) {
      const args = [checkedKey(key), checkedKey(field), checkedValue(value), checkedTtl(ttlMs)];
      await client.call(SET_FIELD, args, value.length + 64);
    },
    async deleteField(key, field) {
      await client.call(DELETE_FIELD, [checkedKey(key), checkedKey(field)]);
    },
    async increment(key, by, ttlMs) {
      if (!Number.isSafeInteger(by)) throw invalid(`increment by ${by}; allowed: an integer`);
      return Number(await client.callOnce(INCREMENT, [checkedKey(key), by, checkedTtl(ttlMs)]));
    },
    async ping() {
      await client.call(PING, []);
    },
    close() {
      client.close();
      return Promise.resolve();
    },
  };
}

function recordOf(flat: unknown): Record<string, string> {
  const record: Record<string, string> = Object.create(null);
  if (!Array.isArray(flat)) return record;
  for (let at = 0; at + 1 < flat.length; at += 2) record[String(flat[at])] = String(flat[at + 1]);
  return record;
}

function checkedKey(key: string): string {
  if (key.length >= 1 && key.length <= MAX_KEY_LENGTH) return key;
  throw invalid(`a key of ${key.length} characters; allowed: 1 to ${MAX_KEY_LENGTH}`);
}

function checkedValue(value: string): string {
  if (value.length <= MAX_VALUE_LENGTH) return value;
  throw invalid(`a value of ${value.length} characters; at most ${MAX_VALUE_LENGTH}`);
}

function checkedTtl(ttlMs: number): number {
  if (ttlMs > 0 && ttlMs <= MAX_TTL_MS) return ttlMs;
  throw invalid(`ttlMs is ${ttlMs}; allowed: above 0, at most ${MAX_TTL_MS}`);
}

function invalid(reason: string): StoreError {
  return new StoreError('invalid', `cache: ${reason}`);
}
