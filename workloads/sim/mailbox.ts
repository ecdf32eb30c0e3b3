import type { Cache } from '@tandem/stores';
import { byAge, type Pending, parsePending } from './pending.ts';

export interface MailboxOptions {
  readonly cache: Cache;
  readonly ttlMs: number;
  /** Counts it; what failed is then as if it were not there. */
  readonly onFailure: (error: unknown) => undefined;
}

/**
 * Where notifications wait for their applet: a hash in the cache for each applet. It is a hint that may
 * lose, delay or contradict, and its failures never stop anybody: documents know what is pending.
 */
export class Mailbox {
  readonly #cache: Cache;
  readonly #ttlMs: number;
  readonly #onFailure: (error: unknown) => undefined;

  constructor({ cache, ttlMs, onFailure }: MailboxOptions) {
    this.#cache = cache;
    this.#ttlMs = ttlMs;
    this.#onFailure = onFailure;
  }

  async leave(appletId: string, pending: Pending): Promise<void> {
    const text = JSON.stringify(pending);
    await this.#cache
      .setField(keyOf(appletId), pending.id, text, this.#ttlMs)
      .catch(this.#onFailure);
  }

  /** Oldest first; nothing when the cache does not answer. */
  async read(appletId: string): Promise<Pending[]> {
    const fields = await this.#cache.getFields(keyOf(appletId)).catch(this.#onFailure);
    const pending: Pending[] = [];
    for (const id in fields) {
      const entry = parsePending(fields[id] ?? '');
      if (entry?.id === id) pending.push(entry);
    }
    return pending.length > 1 ? pending.sort(byAge) : pending;
  }

  /** Does not wait: a field that stays is found out by its document. */
  drop(appletId: string, id: string): void {
    this.#cache.deleteField(keyOf(appletId), id).catch(this.#onFailure);
  }
}

function keyOf(appletId: string): string {
  return `mailbox:${appletId}`;
}
