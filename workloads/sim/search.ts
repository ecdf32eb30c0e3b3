import { AppletError } from '@tandem/applet';
import type { Clock, Transaction } from '@tandem/core';
import { LRUCache } from 'lru-cache';
import type { AppletDirectory, Ledger } from '../records/index.ts';
import { type Pending, pendingOf } from './pending.ts';

/** `unknown-applet`: nobody provisioned or registered it. `found` may be empty: nothing is pending. */
export type Searched =
  | { readonly kind: 'found'; readonly pending: readonly Pending[] }
  | { readonly kind: 'unknown-applet' };

export interface SearchOptions {
  readonly ledger: Ledger;
  readonly directory: AppletDirectory;
  readonly clock: Clock;
  /** Longer than any transaction lives: what was accepted before is decided or about to be. */
  readonly horizonMs: number;
  /** What an applet is told to wait when nothing is pending. */
  readonly retryAfterMs: number;
}

const PAGE = 32;
const REMEMBERED = 20_000;
/** A provisioned applet stays one; a new one is looked up once. */
const KNOWN_FOR_MS = 600_000;
/** Searches that may find nothing within one retryAfter; a wake-up SMS makes an applet poll early. */
const MISSES_ALLOWED = 20;
/** Above it, applets are told to come back: documents must stay free for those who are awaited. */
const MAX_SEARCHES = 512;

interface Misses {
  readonly since: number;
  count: number;
}

/** What documents know to be pending for an applet: asked before it is told that nothing is (I4). */
export class Search {
  readonly #options: SearchOptions;
  readonly #running = new Map<string, Promise<Searched>>();
  readonly #known = new LRUCache<string, number>({ max: REMEMBERED });
  readonly #misses = new LRUCache<string, Misses>({ max: REMEMBERED });

  constructor(options: SearchOptions) {
    this.#options = options;
  }

  get running(): number {
    return this.#running.size;
  }

  /**
   * Whose turn it is first. Polls of one applet at the same time share one search. Rejects with UNAVAILABLE when an
   * applet asks too often or too many ask at once: that is never answered "nothing is pending".
   */
  find(appletId: string): Promise<Searched> {
    const running = this.#running.get(appletId);
    if (running !== undefined) return running;
    if (this.#running.size >= MAX_SEARCHES || this.#asksTooOften(appletId)) {
      return Promise.reject(new AppletError('UNAVAILABLE', 'too many polls find nothing'));
    }
    const search = this.#search(appletId).finally(() => this.#running.delete(appletId));
    this.#running.set(appletId, search);
    return search;
  }

  async #search(appletId: string): Promise<Searched> {
    const pending = await this.#awaiting(appletId);
    if (pending.length > 0) {
      this.#misses.delete(appletId);
      return { kind: 'found', pending };
    }
    this.#countMiss(appletId);
    return (await this.#isKnown(appletId))
      ? { kind: 'found', pending }
      : { kind: 'unknown-applet' };
  }

  /** Past a page of transactions that are over, whose timer is late, there may still be one that is not. */
  async #awaiting(appletId: string): Promise<Pending[]> {
    const { ledger, clock, horizonMs } = this.#options;
    const now = clock.now();
    const query = { index: 'awaiting', equals: [appletId], from: now - horizonMs, limit: PAGE };
    let page = await ledger.find(query);
    for (;;) {
      // What another process has put on the screen stays there until it is answered.
      const shownFirst = page.sort((a, b) => Number(isShown(b)) - Number(isShown(a)));
      const pending = shownFirst.flatMap((found) => pendingOf(found, appletId, now) ?? []);
      const last = page.length === PAGE ? page.reduce(later) : undefined;
      if (pending.length > 0 || !last) return pending;
      const after = { values: [appletId, last.acceptedAt], id: last._id };
      page = await ledger.find({ ...query, after });
    }
  }

  async #isKnown(appletId: string): Promise<boolean> {
    const now = this.#options.clock.monotonic();
    const seenAt = this.#known.get(appletId);
    if (seenAt !== undefined && now - seenAt < KNOWN_FOR_MS) return true;
    const known = await this.#options.directory.isKnown(appletId);
    if (known) this.#known.set(appletId, now);
    return known;
  }

  #asksTooOften(appletId: string): boolean {
    const misses = this.#misses.get(appletId);
    return misses !== undefined && this.#isCurrent(misses) && misses.count >= MISSES_ALLOWED;
  }

  #countMiss(appletId: string): void {
    const misses = this.#misses.get(appletId);
    if (misses && this.#isCurrent(misses)) misses.count += 1;
    else this.#misses.set(appletId, { since: this.#options.clock.monotonic(), count: 1 });
  }

  #isCurrent({ since }: Misses): boolean {
    return this.#options.clock.monotonic() - since < this.#options.retryAfterMs;
  }
}

function later(a: Transaction, b: Transaction): Transaction {
  if (a.acceptedAt !== b.acceptedAt) return a.acceptedAt > b.acceptedAt ? a : b;
  return a._id > b._id ? a : b;
}

function isShown(transaction: Transaction): boolean {
  return transaction.presentedAt !== undefined;
}
