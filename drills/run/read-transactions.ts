import type { Clock, Transaction } from '@tandem/core';
import type { Recorder } from '@tandem/local';
import type { Documents } from '@tandem/stores';
import { TRANSACTIONS } from '@tandem/workloads';
import { sleep } from './timeline.ts';

const PAGE = 500;
const AGAIN_MS = 500;

/** Steps that make an outcome final: a transaction has one of them, once. */
const DECIDING = new Set(['subscriber-unknown', 'applet-answered', 'deadline-reached']);

/** Every transaction in documents, oldest first, a page at a time. */
export async function* allTransactions(documents: Documents): AsyncGenerator<Transaction> {
  const transactions = documents.collection(TRANSACTIONS);
  let after: { readonly values: readonly number[]; readonly id: string } | undefined;
  for (;;) {
    const page = await transactions.find({ index: 'recent', limit: PAGE, ...(after && { after }) });
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    after = { values: [last.acceptedAt], id: last._id };
  }
}

/**
 * Waits until nothing is left to drive in documents, or patience ends: an endpoint that refused an outcome has
 * heard of it, and still is to accept it.
 */
export async function awaitRest(
  documents: Documents,
  { patienceMs, clock, signal }: { patienceMs: number; clock: Clock; signal: AbortSignal },
): Promise<void> {
  const transactions = documents.collection(TRANSACTIONS);
  const until = clock.monotonic() + patienceMs;
  while (clock.monotonic() < until && !signal.aborted) {
    const [driven] = await transactions.find({ index: 'driven', limit: 1 });
    if (!driven) return;
    await sleep(clock, AGAIN_MS, signal);
  }
}

/** Records a `final` for every transaction as it rests. Resolves to the ids of the decided ones. */
export async function recordTransactions(
  documents: Documents,
  record: Recorder,
): Promise<ReadonlySet<string>> {
  const decided = new Set<string>();
  for await (const transaction of allTransactions(documents)) {
    const { _id: transactionId, requestId, state, version, outcome, callback } = transaction;
    if (outcome) decided.add(transactionId);
    record('drill-reader', 'ok', 'final', {
      transactionId,
      requestId,
      state,
      version,
      finals: transaction.steps.filter(({ step }) => DECIDING.has(step)).length,
      attempts: transaction.wakeUps.length,
      ...(outcome && { responseType: outcome.responseType, decidedAt: outcome.decidedAt }),
      ...(callback && { callback: callback.state }),
      ...(transaction.subscriber && { applet: transaction.subscriber.appletId }),
    });
  }
  return decided;
}
