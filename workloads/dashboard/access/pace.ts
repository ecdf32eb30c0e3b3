import { type Clock, TandemError } from '@tandem/core';
import { LRUCache } from 'lru-cache';

export interface Limit {
  readonly perSecond: number;
  readonly burst: number;
}

export const READS: Limit = { perSecond: 20, burst: 60 };
export const ACTIONS: Limit = { perSecond: 2, burst: 20 };

const MAX_CALLERS = 10_000;

interface Bucket {
  tokens: number;
  at: number;
}

/** How fast one person may ask, in this process: token buckets, the longest unused forgotten first. */
export class Pace {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #buckets = new LRUCache<string, Bucket>({ max: MAX_CALLERS });

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** Throws rate-limited. */
  take(caller: string, kind: 'read' | 'action'): void {
    const limit = kind === 'read' ? READS : ACTIONS;
    const key = `${kind} ${caller}`;
    const now = this.#clock.monotonic();
    const bucket = this.#buckets.get(key) ?? { tokens: limit.burst, at: now };
    const refill = ((now - bucket.at) / 1_000) * limit.perSecond;
    bucket.tokens = Math.min(limit.burst, bucket.tokens + refill);
    bucket.at = now;
    this.#buckets.set(key, bucket);
    if (bucket.tokens < 1) {
      throw new TandemError('rate-limited', { limit: limit.perSecond, seconds: 1 });
    }
    bucket.tokens -= 1;
  }
}
