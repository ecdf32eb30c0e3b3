import type { Clock, Transaction } from '@tandem/core';
import { isStoreError } from '@tandem/stores';
import { inParallel } from '../pace/index.ts';
import type { Ledger } from '../records/index.ts';

export interface DriverOptions {
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** Transactions read at once, and pages read in one sweep at most. */
  readonly batch: number;
  /** How long after this drive something must have moved an undecided transaction. */
  readonly staleAfterMs: number;
  /** The same for a decided one whose callback is pending. */
  readonly callbackDelayMs: number;
  /** Whether a delivery for this customer would find room now, and is not under way already. */
  readonly canDeliver: (transaction: Transaction) => boolean;
  readonly deliver: (transaction: Transaction) => void;
  readonly onDriven: (what: 'published' | 'delivered' | 'left') => void;
  readonly onFailed: (error: unknown) => void;
  /** At each sweep from the oldest on: how long that has been due, in ms; 0 when nothing is. */
  readonly onOverdue?: (ms: number) => void;
}

type Position = { readonly values: readonly number[]; readonly id: string };

const MAX_PAGES = 8;
const CONCURRENCY = 64;

/**
 * Drives what stopped making progress: publishes again the event that an undecided transaction owes, and
 * delivers again the callback that is due. Each drive is claimed by compare-and-set, so any region may
 * sweep. What has no room now is left as it is; the next sweep goes on behind it, and starts again from
 * the oldest when it has come to the end.
 */
export class Driver {
  readonly #options: DriverOptions;
  #after: Position | undefined;

  constructor(options: DriverOptions) {
    this.#options = options;
  }

  /** Drives what was due `patienceMs` ago. Rejects when documents do not answer. */
  async sweep(patienceMs: number): Promise<void> {
    const { ledger, clock, batch, onFailed, onOverdue } = this.#options;
    const now = clock.now();
    const to = now - patienceMs;
    for (let pages = 0; pages < MAX_PAGES; pages += 1) {
      const after = this.#after && { after: this.#after };
      const page = await ledger.find({ index: 'driven', to, limit: batch, ...after });
      if (!after) onOverdue?.(now - (page[0]?.driveAt ?? now));
      const errors = await inParallel(page, CONCURRENCY, (each) => this.#drive(each));
      const away = errors.find((error) => isStoreError(error, 'unavailable'));
      if (away !== undefined) throw away;
      for (const error of errors) onFailed(error);
      const last = page.at(-1);
      const ended = !last || page.length < batch;
      this.#after = ended ? undefined : { values: [last.driveAt ?? 0], id: last._id };
      if (ended) return;
    }
  }

  /**
   * Drives at once what the lost region had accepted or resolved and not got further with: nobody else will
   * before it is stale. Whatever it had claimed waits as ever, as it may have been done.
   */
  async takeOver(lost: string): Promise<void> {
    const { ledger, clock, batch, staleAfterMs, onFailed } = this.#options;
    let after: Position | undefined;
    for (let pages = 0; pages < MAX_PAGES; pages += 1) {
      const to = clock.now() + staleAfterMs;
      const query = { index: 'driven', from: clock.now(), to, limit: batch };
      const page = await ledger.find({ ...query, ...(after && { after }) });
      const orphans = page.filter((each) => isLeftBehind(each, lost));
      const errors = await inParallel(orphans, CONCURRENCY, (each) => this.#drive(each, lost));
      for (const error of errors) onFailed(error);
      const last = page.at(-1);
      if (!last || page.length < batch) return;
      after = { values: [last.driveAt ?? 0], id: last._id };
    }
  }

  async #drive(found: Transaction, lost?: string): Promise<void> {
    const { ledger, clock, staleAfterMs, callbackDelayMs, onDriven } = this.#options;
    const decided = found.state === 'decided';
    if (decided && !this.#options.canDeliver(found)) {
      onDriven('left');
      return;
    }
    const at = clock.now();
    const driveAt = at + (decided ? callbackDelayMs : staleAfterMs);
    const applied = await ledger.apply(found._id, (current) =>
      isDue(current, at, lost) && current.state === found.state
        ? { type: 'driven', at, region: ledger.region, driveAt }
        : undefined,
    );
    if (applied.kind !== 'moved') return;
    if (decided) {
      onDriven('delivered');
      this.#options.deliver(applied.transaction);
    } else if (at < applied.transaction.deadline) {
      onDriven('published');
      await ledger.redrive(applied.transaction);
    }
  }
}

function isDue(transaction: Transaction, now: number, lost: string | undefined): boolean {
  if (transaction.driveAt === undefined) return false;
  return transaction.driveAt <= now || (lost !== undefined && isLeftBehind(transaction, lost));
}

function isLeftBehind({ state, wakeUps, steps }: Transaction, region: string): boolean {
  return state !== 'decided' && wakeUps.length === 0 && steps.at(-1)?.region === region;
}
