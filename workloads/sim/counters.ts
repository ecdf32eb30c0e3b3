import type { Clock } from '@tandem/core';
import type { Cache } from '@tandem/stores';
import { LRUCache } from 'lru-cache';
import { DelayLine } from '../records/index.ts';

export interface CountersOptions {
  readonly cache: Cache;
  readonly clock: Clock;
  /** Past this, a replayed frame finds no transaction that it could touch. */
  readonly ttlMs: number;
  /** Counts it; what failed is then as if it were not there. */
  readonly onFailure: (error: unknown) => undefined;
}

interface Seen {
  readonly counter: number;
  readonly at: number;
}

const FIELD = 'counter';
const REMEMBERED = 20_000;
/** An applet stays with one process for one exchange: so long the cache has nothing newer. */
const TRUSTED_MS = 2_000;
/** The frames of one exchange come within this time; only the last counter of them is worth a write. */
const WRITE_AFTER_MS = 200;

/**
 * The highest uplink counter of each applet, as far as this region can see. A hint against replays:
 * that an answer counts once is ensured by the transaction's compare-and-set.
 */
export class Counters {
  readonly #options: CountersOptions;
  readonly #seen = new LRUCache<string, Seen>({ max: REMEMBERED });
  readonly #unwritten: DelayLine<string>;

  constructor(options: CountersOptions) {
    this.#options = options;
    this.#unwritten = new DelayLine({
      clock: options.clock,
      delayMs: WRITE_AFTER_MS,
      onDue: (appletId) => void this.#write(appletId),
    });
  }

  /** Whether the counter has grown; it is then the highest one. Without the cache this process decides. */
  accept(appletId: string, counter: number): boolean | Promise<boolean> {
    const seen = this.#seen.get(appletId);
    if (seen && counter <= seen.counter) return false;
    const trusted = seen && this.#options.clock.monotonic() - seen.at < TRUSTED_MS;
    return trusted ? this.#store(appletId, counter) : this.#askCache(appletId, counter);
  }

  /** Writes at once whatever waits. */
  async drain(): Promise<void> {
    await Promise.all(this.#unwritten.takeAll().map((appletId) => this.#write(appletId)));
  }

  async #askCache(appletId: string, counter: number): Promise<boolean> {
    const { cache, onFailure } = this.#options;
    const fields = await cache.getFields(keyOf(appletId)).catch(onFailure);
    const elsewhere = Number.parseInt(fields?.[FIELD] ?? '', 10);
    // NaN when no other process has seen this applet: nothing is smaller than or equal to it.
    if (counter <= elsewhere) return false;
    const seen = this.#seen.get(appletId);
    return seen && counter <= seen.counter ? false : this.#store(appletId, counter);
  }

  #store(appletId: string, counter: number): true {
    this.#seen.set(appletId, { counter, at: this.#options.clock.monotonic() });
    this.#unwritten.add(appletId);
    return true;
  }

  async #write(appletId: string): Promise<void> {
    const { cache, ttlMs, onFailure } = this.#options;
    const seen = this.#seen.get(appletId);
    if (!seen) return;
    await cache.setField(keyOf(appletId), FIELD, String(seen.counter), ttlMs).catch(onFailure);
  }
}

function keyOf(appletId: string): string {
  return `applet:${appletId}`;
}
