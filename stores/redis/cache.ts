import { checkedIncrement, checkedKey, checkedTtl, checkedValue } from '../cache-limits.ts';
import type { Cache } from '../ports/cache.ts';
import { RedisLink } from './link.ts';
import type { ConnectRedisOptions } from './options.ts';

/**
 * The replica of one region. Connects in the background; the first operations wait for the server as all
 * others do. Throws StoreError `invalid` when the URL is none.
 *
 * A key's time to live is set with its first write, in the same transaction, and only ever prolonged by later
 * ones (NX, GT: Redis 7.0); `set` gives the value the time of its writer.
 */
export function connectRedisCache(options: ConnectRedisOptions): Cache {
  const link = new RedisLink(options);
  return {
    async get(key) {
      const value = await link.run(['GET', checkedKey(key)]);
      return typeof value === 'string' ? value : undefined;
    },
    async set(key, value, ttlMs) {
      await link.run(['SET', checkedKey(key), checkedValue(value), 'PX', milliseconds(ttlMs)]);
    },
    async delete(key) {
      await link.run(['DEL', checkedKey(key)]);
    },
    async getFields(key) {
      return recordOf(await link.run(['HGETALL', checkedKey(key)]));
    },
    async setField(key, field, value, ttlMs) {
      const ttl = milliseconds(ttlMs);
      await link.runTogether(
        [
          ['HSET', checkedKey(key), checkedKey(field), checkedValue(value)],
          ['PEXPIRE', key, ttl, 'NX'],
          ['PEXPIRE', key, ttl, 'GT'],
        ],
        { once: false },
      );
    },
    async deleteField(key, field) {
      await link.run(['HDEL', checkedKey(key), checkedKey(field)]);
    },
    async increment(key, by, ttlMs) {
      const [sum] = await link.runTogether(
        [
          ['INCRBY', checkedKey(key), String(checkedIncrement(by))],
          ['PEXPIRE', key, milliseconds(ttlMs), 'NX'],
        ],
        { once: true },
      );
      return Number(sum);
    },
    async ping() {
      await link.run(['PING']);
    },
    close: () => link.close(),
  };
}

function milliseconds(ttlMs: number): string {
  return String(Math.ceil(checkedTtl(ttlMs)));
}

function recordOf(flat: unknown): Record<string, string> {
  const record: Record<string, string> = Object.create(null);
  if (!Array.isArray(flat)) return record;
  for (let at = 0; at + 1 < flat.length; at += 2) record[String(flat[at])] = String(flat[at + 1]);
  return record;
}
