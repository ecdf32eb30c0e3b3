import type { Clock, Transaction } from '@tandem/core';
import type { Ledger } from '../../records/index.ts';

/** A callback whose retries are used up. */
export interface DeadLetter {
  readonly transactionId: string;
  readonly requestId: string;
  readonly customerId: string;
  readonly responseType: string;
  readonly attempts: number;
  readonly lastError: string;
  /** Unix milliseconds. */
  readonly deadAt: number;
}

export interface DeadLetterPage {
  readonly deadLetters: readonly DeadLetter[];
  /** Give it to the next call as `after`; absent on the last page. */
  readonly next?: string;
}

/** `tandem callbacks list`: the newest first. `after` is the `next` of the page before. */
export async function listDeadLetters(
  ledger: Ledger,
  { limit, after }: { readonly limit: number; readonly after?: string | undefined },
): Promise<DeadLetterPage> {
  const start = after === undefined ? undefined : await ledger.get(after);
  const deadAt = start?.callback?.deadAt;
  const page = await ledger.find({
    index: 'dead-letters',
    order: 'descending',
    limit,
    ...(start && deadAt !== undefined && { after: { values: [deadAt], id: start._id } }),
  });
  const last = page.at(-1);
  return {
    deadLetters: page.map(deadLetterOf),
    ...(last && page.length === limit && { next: last._id }),
  };
}

export type Retried = 'requeued' | 'not-dead' | 'absent';

/** `tandem callbacks retry ID`: takes it off the list and starts a new schedule of attempts at once. */
export async function retryDeadLetter(ledger: Ledger, clock: Clock, id: string): Promise<Retried> {
  const event = { type: 'callback-requeued', at: clock.now(), region: ledger.region } as const;
  const applied = await ledger.apply(id, event);
  if (applied.kind === 'absent') return 'absent';
  return applied.kind === 'moved' ? 'requeued' : 'not-dead';
}

/** `tandem callbacks retry` without an id: all of them, page by page. Resolves to how many. */
export async function retryAllDeadLetters(ledger: Ledger, clock: Clock): Promise<number> {
  const page = 200;
  let requeued = 0;
  for (;;) {
    const { deadLetters } = await listDeadLetters(ledger, { limit: page });
    let moved = 0;
    for (const { transactionId } of deadLetters) {
      if ((await retryDeadLetter(ledger, clock, transactionId)) === 'requeued') moved += 1;
    }
    requeued += moved;
    if (deadLetters.length < page || moved === 0) return requeued;
  }
}

function deadLetterOf(transaction: Transaction): DeadLetter {
  const { _id, requestId, customerId, outcome, callback } = transaction;
  return {
    transactionId: _id,
    requestId,
    customerId,
    responseType: outcome?.responseType ?? 'FAILED',
    attempts: callback?.attempts ?? 0,
    lastError: callback?.lastError ?? '',
    deadAt: callback?.deadAt ?? 0,
  };
}
