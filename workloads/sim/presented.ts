import type { Clock } from '@tandem/core';
import { LRUCache } from 'lru-cache';
import { DelayLine, type Ledger } from '../records/index.ts';

export interface PresentedOptions {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly onFailure: (error: unknown) => void;
}

/** Quick answers need no record that they were asked for: it would cost one write each. */
const RECORD_AFTER_MS = 1_000;
const REMEMBERED = 20_000;
const DRAIN_WIDTH = 64;

/**
 * Which notifications have left for their applet, and which answers this process has seen. What is still
 * unanswered a second later is recorded as presented, so that the SIM is not woken once more for it.
 */
export class Presented {
  readonly #options: PresentedOptions;
  readonly #unrecorded: DelayLine<string>;
  readonly #sentAt = new LRUCache<string, number>({ max: REMEMBERED });
  readonly #showing = new LRUCache<string, string>({ max: REMEMBERED });
  readonly #closed = new LRUCache<string, true>({ max: REMEMBERED });

  constructor(options: PresentedOptions) {
    this.#options = options;
    this.#unrecorded = new DelayLine({
      clock: options.clock,
      delayMs: RECORD_AFTER_MS,
      onDue: (id) => void this.#record(id),
    });
  }

  /** The notification sent to this applet last, unless it is closed. */
  showing(appletId: string): string | undefined {
    const id = this.#showing.get(appletId);
    return id === undefined || this.#closed.has(id) ? undefined : id;
  }

  sent(appletId: string, id: string): void {
    this.#showing.set(appletId, id);
    if (this.#sentAt.has(id)) return;
    this.#sentAt.set(id, this.#options.clock.monotonic());
    this.#unrecorded.add(id);
  }

  /** No answer to it counts any more, or one stands. Returns the milliseconds since it was sent, if it was here. */
  close(id: string): number | undefined {
    const sentAt = this.#sentAt.get(id);
    this.#sentAt.delete(id);
    this.#unrecorded.remove(id);
    this.#closed.set(id, true);
    return sentAt === undefined ? undefined : this.#options.clock.monotonic() - sentAt;
  }

  isClosed(id: string): boolean {
    return this.#closed.has(id);
  }

  /** Records at once whatever waits. */
  async drain(): Promise<void> {
    const left = this.#unrecorded.takeAll();
    while (left.length > 0) {
      await Promise.all(left.splice(0, DRAIN_WIDTH).map((id) => this.#record(id)));
    }
  }

  async #record(id: string): Promise<void> {
    const { ledger, clock, onFailure } = this.#options;
    const event = {
      type: 'notification-presented',
      at: clock.now(),
      region: ledger.region,
    } as const;
    await ledger.apply(id, event).catch(onFailure);
  }
}
