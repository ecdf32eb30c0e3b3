import type { Clock } from '@tandem/core';
import { type Cache, StoreError } from '@tandem/stores';
import { Breaker } from './breaker.ts';
import { DelayLine } from './delay-line.ts';

export interface HintCacheOptions {
  readonly cache: Cache;
  readonly clock: Clock;
  /** After which an operation counts as failed, whatever becomes of it. */
  readonly timeoutMs: number;
}

interface Running {
  readonly reject: (error: StoreError) => void;
}

const FAILURES_TO_OPEN = 3;
const OPEN_MS = 1_000;
const MAX_OPEN_MS = 5_000;

/**
 * A cache that is only a hint must not make anybody wait: an operation fails after a short while, and
 * after a few failures in a row the cache is left alone until one operation at a time finds it again.
 */
export class HintCache implements Cache {
  readonly #cache: Cache;
  readonly #breaker: Breaker;
  readonly #running: DelayLine<Running>;

  constructor({ cache, clock, timeoutMs }: HintCacheOptions) {
    this.#cache = cache;
    this.#breaker = new Breaker({
      clock,
      failuresToOpen: FAILURES_TO_OPEN,
      openMs: OPEN_MS,
      maxOpenMs: MAX_OPEN_MS,
    });
    this.#running = new DelayLine({
      clock,
      delayMs: timeoutMs,
      onDue: ({ reject }) => {
        this.#breaker.failed();
        reject(new StoreError('unavailable', `the cache did not answer within ${timeoutMs} ms`));
      },
    });
  }

  get(key: string): Promise<string | undefined> {
    return this.#run(() => this.#cache.get(key));
  }

  set(key: string, value: string, ttlMs: number): Promise<void> {
    return this.#run(() => this.#cache.set(key, value, ttlMs));
  }

  delete(key: string): Promise<void> {
    return this.#run(() => this.#cache.delete(key));
  }

  getFields(key: string): Promise<Readonly<Record<string, string>>> {
    return this.#run(() => this.#cache.getFields(key));
  }

  setField(key: string, field: string, value: string, ttlMs: number): Promise<void> {
    return this.#run(() => this.#cache.setField(key, field, value, ttlMs));
  }

  deleteField(key: string, field: string): Promise<void> {
    return this.#run(() => this.#cache.deleteField(key, field));
  }

  increment(key: string, by: number, ttlMs: number): Promise<number> {
    return this.#run(() => this.#cache.increment(key, by, ttlMs));
  }

  ping(): Promise<void> {
    return this.#cache.ping();
  }

  close(): Promise<void> {
    return this.#cache.close();
  }

  #run<T>(operation: () => Promise<T>): Promise<T> {
    if (!this.#breaker.admit()) {
      return Promise.reject(new StoreError('unavailable', 'the cache is left alone for a while'));
    }
    return new Promise((resolve, reject) => {
      const running: Running = { reject };
      this.#running.add(running);
      operation().then(
        (result) => {
          if (!this.#running.remove(running)) return;
          this.#breaker.succeeded();
          resolve(result);
        },
        (error: unknown) => {
          if (!this.#running.remove(running)) return;
          this.#breaker.failed();
          reject(error);
        },
      );
    });
  }
}
