import { checkedIncrement, checkedKey, checkedTtl, checkedValue } from '../../cache-limits.ts';
import type { Cache } from '../../ports/cache.ts';
import { EngineClient } from '../wire/engine-client.ts';
import {
  DELETE,
  DELETE_FIELD,
  GET,
  GET_FIELDS,
  INCREMENT,
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
      const args = [checkedKey(key), checkedIncrement(by), checkedTtl(ttlMs)];
      return Number(await client.callOnce(INCREMENT, args));
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
