import type { Decision, TransactionEvent, UnchangedReason } from './events.ts';
import type { Step, Transaction } from './transaction.ts';

/** A trace is bounded: from this many lines on, the newest replaces the last. */
export const MAX_STEPS = 48;

/** The next version, with the event as a line of its trace. */
export function moved(
  transaction: Transaction,
  event: TransactionEvent,
  change: Partial<Transaction>,
  detail?: string,
): Decision {
  const step: Step = {
    at: event.at,
    region: event.region,
    step: event.type,
    ...(detail === undefined ? {} : { detail }),
  };
  const full = transaction.steps.length >= MAX_STEPS;
  const steps = full
    ? [...transaction.steps.slice(0, MAX_STEPS - 1), step]
    : [...transaction.steps, step];
  return {
    kind: 'moved',
    transaction: { ...transaction, ...change, version: transaction.version + 1, steps },
  };
}

export function unchanged(reason: UnchangedReason): Decision {
  return { kind: 'unchanged', reason };
}
