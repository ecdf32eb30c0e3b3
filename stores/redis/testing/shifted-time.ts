import { createClient } from '@redis/client';
import type { Cache } from '../../ports/cache.ts';

/** One millisecond of a test is so many of the server: what a crowded machine adds does not count. */
const STRETCH = 1_000;

/**
 * Time that passes when a test says so, on servers whose clock nobody can turn: clients of it set times to
 * live that are STRETCH times as long, and to advance takes that much off every key's rest.
 */
export class ShiftedTime {
  readonly #admins: Awaited<ReturnType<typeof connectAdmin>>[] = [];

  /** `url` of a user who may do everything. */
  async watch(url: string, ca?: string): Promise<void> {
    this.#admins.push(await connectAdmin(url, ca));
  }

  stretch(cache: Cache): Cache {
    return {
      ...cache,
      set: (key, value, ttlMs) => cache.set(key, value, ttlMs * STRETCH),
      setField: (key, field, value, ttlMs) => cache.setField(key, field, value, ttlMs * STRETCH),
      increment: (key, by, ttlMs) => cache.increment(key, by, ttlMs * STRETCH),
    };
  }

  async advance(ms: number): Promise<void> {
    for (const admin of this.#admins) {
      for (const key of await admin.keys('*')) {
        const left = await admin.pTTL(key);
        if (left < 0) throw new Error(`${key} has no time to live`);
        await admin.pExpire(key, left - ms * STRETCH);
      }
    }
  }

  close(): void {
    for (const admin of this.#admins) admin.destroy();
  }
}

async function connectAdmin(url: string, ca?: string) {
  const tls = url.startsWith('rediss:') ? { tls: true as const, ...(ca ? { ca } : {}) } : {};
  const admin = createClient({ url, socket: tls });
  admin.on('error', () => undefined);
  await admin.connect();
  return admin;
}
