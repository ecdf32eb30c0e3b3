import type { Transaction } from '@tandem/core';
import type { Topology } from '@tandem/topology';

export type RetryFigures = Pick<
  Topology['authentication']['callback'],
  'backoffMs' | 'jitter' | 'retryBudgetMs'
>;

/**
 * When to try again after a failure at `now`, in Unix milliseconds; `undefined` when the schedule or the
 * budget is used up and the callback belongs in the dead-letter list. `random` is in [0, 1).
 */
export function nextRetry(
  transaction: Transaction,
  figures: RetryFigures,
  now: number,
  random: number,
): number | undefined {
  const delayMs = figures.backoffMs[transaction.callback?.attempts ?? 0];
  if (delayMs === undefined) return undefined;
  const retryAt = Math.round(now + delayMs * (1 + figures.jitter * (2 * random - 1)));
  return retryAt <= budgetStart(transaction) + figures.retryBudgetMs ? retryAt : undefined;
}

/** The budget begins with the outcome, and anew when an operator takes it off the dead-letter list. */
function budgetStart({ outcome, steps, acceptedAt }: Transaction): number {
  const requeued = steps.findLast(({ step }) => step === 'callback-requeued');
  return requeued?.at ?? outcome?.decidedAt ?? acceptedAt;
}
