import type { Cancel, Clock } from '@tandem/core';
import type { Cache } from '@tandem/stores';

export interface RateLimit {
  readonly perSecond: number;
  /** How many may come at once after a quiet time. */
  readonly burst: number;
}

export interface RateLimiterOptions {
  readonly cache: Cache;
  readonly clock: Clock;
  /** The region's processes share a customer's allowance as often as this. */
  readonly syncEveryMs?: number;
  readonly onCacheError: (error: unknown) => void;
}

export type Allowance =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'refused'; readonly retryAfterSeconds: number };

interface Bucket {
  tokens: number;
  refilledAt: number;
  /** Taken here since the last exchange with the cache. */
  unreported: number;
  /** The cache's counter after our last exchange, and the window it belongs to. */
  reportedTotal: number;
  window: number;
  idleSyncs: number;
}

const SYNC_EVERY_MS = 100;
const WINDOW_MS = 10_000;
const IDLE_SYNCS = 600;
const ALLOWED: Allowance = { kind: 'allowed' };

/**
 * A token bucket for each customer. The decision is made in this process, without a wait; a counter in
 * the cache then tells what the other processes took, and their share drains this bucket too. Without
 * the cache each process enforces the limit on its own.
 */
export class RateLimiter {
  readonly #options: RateLimiterOptions;
  readonly #buckets = new Map<string, Bucket>();
  readonly #syncEveryMs: number;
  #cancel: Cancel | undefined;

  constructor(options: RateLimiterOptions) {
    this.#options = options;
    this.#syncEveryMs = options.syncEveryMs ?? SYNC_EVERY_MS;
  }

  take(customerId: string, limit: RateLimit): Allowance {
    const now = this.#options.clock.monotonic();
    const bucket = this.#bucketOf(customerId, limit, now);
    const refill = ((now - bucket.refilledAt) / 1_000) * limit.perSecond;
    bucket.tokens = Math.min(limit.burst, bucket.tokens + refill);
    bucket.refilledAt = now;
    if (bucket.tokens < 1) {
      const seconds = Math.ceil((1 - bucket.tokens) / limit.perSecond);
      return { kind: 'refused', retryAfterSeconds: Math.max(1, seconds) };
    }
    bucket.tokens -= 1;
    bucket.unreported += 1;
    return ALLOWED;
  }

  start(): void {
    this.#cancel = this.#options.clock.schedule(this.#syncEveryMs, () => {
      this.start();
      void this.sync();
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Tells the cache what was taken here and takes off what others took. Never rejects. */
  async sync(): Promise<void> {
    await Promise.all([...this.#buckets].map(([id, bucket]) => this.#syncBucket(id, bucket)));
  }

  #bucketOf(customerId: string, { burst }: RateLimit, now: number): Bucket {
    let bucket = this.#buckets.get(customerId);
    if (!bucket) {
      bucket = {
        tokens: burst,
        refilledAt: now,
        unreported: 0,
        reportedTotal: 0,
        window: 0,
        idleSyncs: 0,
      };
      this.#buckets.set(customerId, bucket);
    }
    return bucket;
  }

  async #syncBucket(customerId: string, bucket: Bucket): Promise<void> {
    const taken = bucket.unreported;
    if (taken === 0) {
      bucket.idleSyncs += 1;
      if (bucket.idleSyncs > IDLE_SYNCS) this.#buckets.delete(customerId);
      return;
    }
    bucket.idleSyncs = 0;
    bucket.unreported = 0;
    const window = Math.floor(this.#options.clock.now() / WINDOW_MS);
    try {
      const key = `rate:${customerId}:${window}`;
      const total = await this.#options.cache.increment(key, taken, WINDOW_MS * 2);
      const before = bucket.window === window ? bucket.reportedTotal : 0;
      // The first exchange of a process, or of a window, cannot tell what is old: it only takes note.
      if (bucket.window !== 0 && total - before > taken) bucket.tokens -= total - before - taken;
      bucket.window = window;
      bucket.reportedTotal = total;
    } catch (error) {
      this.#options.onCacheError(error);
    }
  }
}
