import type { Cache } from '../ports/cache.ts';

/** The same cache with every key below `namespace`, for systems that share a server. */
export function namespacedCache(cache: Cache, namespace: string): Cache {
  const own = (key: string): string => `${namespace}:${key}`;
  return {
    get: (key) => cache.get(own(key)),
    set: (key, value, ttlMs) => cache.set(own(key), value, ttlMs),
    delete: (key) => cache.delete(own(key)),
    getFields: (key) => cache.getFields(own(key)),
    setField: (key, field, value, ttlMs) => cache.setField(own(key), field, value, ttlMs),
    deleteField: (key, field) => cache.deleteField(own(key), field),
    increment: (key, by, ttlMs) => cache.increment(own(key), by, ttlMs),
    ping: () => cache.ping(),
    close: () => cache.close(),
  };
}
