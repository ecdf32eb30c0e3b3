import type { Clock } from '@tandem/core';
import { isStoreError } from '@tandem/stores';
import { inParallel } from '../pace/index.ts';
import type { Ledger } from '../records/index.ts';

export interface ExpiryOptions {
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** Transactions read at once. */
  readonly batch: number;
  /** How long after the outcome its callback should have been delivered, else it is driven. */
  readonly callbackDelayMs: number;
  /** Told for each transaction that this sweep expired: how long after its deadline, in ms. */
  readonly onExpired: (lateMs: number) => void;
  /** Told for each one that an answer or another region decided first. */
  readonly onDecidedElsewhere: () => void;
  /** One transaction that could not be moved, for a reason of its own; the others were. */
  readonly onFailed: (error: unknown) => void;
}

const CONCURRENCY = 64;

/**
 * Ends every transaction whose deadline has passed, by the same compare-and-set that records an answer, so
 * any number of regions may sweep at once. Reads the index of undecided transactions only, page by page,
 * until nothing is due: after an outage one sweep catches up. Resolves to the number it expired; rejects
 * when documents do not answer.
 */
export async function sweepExpired(options: ExpiryOptions): Promise<number> {
  const { ledger, clock, batch } = options;
  const due = clock.now();
  let expired = 0;
  let after: { values: readonly number[]; id: string } | undefined;
  for (;;) {
    const page = await ledger.find({
      index: 'expiring',
      to: due,
      limit: batch,
      ...(after && { after }),
    });
    const errors = await inParallel(page, CONCURRENCY, async ({ _id: id, deadline }) => {
      const at = clock.now();
      const applied = await ledger.apply(id, {
        type: 'deadline-reached',
        at,
        region: ledger.region,
        driveAt: at + options.callbackDelayMs,
      });
      if (applied.kind === 'moved') {
        expired += 1;
        options.onExpired(at - deadline);
      } else {
        options.onDecidedElsewhere();
      }
    });
    const away = errors.find((error) => isStoreError(error, 'unavailable'));
    if (away !== undefined) throw away;
    for (const error of errors) options.onFailed(error);
    const last = page.at(-1);
    if (!last || page.length < batch) return expired;
    after = { values: [last.expiresAt ?? last.deadline], id: last._id };
  }
}
