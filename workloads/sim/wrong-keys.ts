import type { Cancel, Clock } from '@tandem/core';
import { LRUCache } from 'lru-cache';
import type { Ledger } from '../records/index.ts';

export interface WrongKeysOptions {
  readonly ledger: Pick<Ledger, 'find' | 'recordFact'>;
  readonly clock: Clock;
  readonly onFailure: (error: unknown) => void;
}

/** Anybody can send frames with a made-up MAC: of one applet they are looked at so often, of all so often. */
const ONCE_IN_MS = 5_000;
const PER_SECOND = 10;
const REMEMBERED = 2_000;

/**
 * Notes with the transaction that awaits an applet's answer that frames came in the applet's name whose MAC
 * does not match. They change nothing and are no proof; the trace of a request that ended without an answer
 * can then tell a wrong key from an applet that never polled.
 */
export class WrongKeys {
  readonly #options: WrongKeysOptions;
  readonly #noted = new LRUCache<string, number>({ max: REMEMBERED });
  #left = PER_SECOND;
  #cancel: Cancel | undefined;

  constructor(options: WrongKeysOptions) {
    this.#options = options;
  }

  readonly note = (appletId: string): void => {
    const { clock, onFailure } = this.#options;
    const now = clock.monotonic();
    const before = this.#noted.get(appletId);
    if (this.#left === 0 || (before !== undefined && now - before < ONCE_IN_MS)) return;
    this.#noted.set(appletId, now);
    this.#left -= 1;
    this.#cancel ??= clock.schedule(1_000, () => {
      this.#left = PER_SECOND;
      this.#cancel = undefined;
    });
    this.#record(appletId).catch(onFailure);
  };

  async #record(appletId: string): Promise<void> {
    const query = { index: 'awaiting', equals: [appletId], order: 'descending', limit: 1 } as const;
    const [awaiting] = await this.#options.ledger.find(query);
    if (awaiting) this.#options.ledger.recordFact(awaiting._id, 'frame-refused', 'wrong MAC');
  }
}
