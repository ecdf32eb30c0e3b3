import type { ResponseType } from '@tandem/core';
import {
  type Facts,
  firstTryFailed,
  isContradictory,
  lossOf,
  type TransactionFacts,
} from '../checks/index.ts';
import type { DrillResult } from './schema.ts';

export function loadOf(facts: Facts): Omit<DrillResult['load'], 'rate' | 'seconds'> {
  const load = { offered: 0, accepted: 0, refused: 0, firstTryErrors: 0, errors: 0 };
  for (const offer of facts.offers.values()) {
    load.offered += 1;
    if (firstTryFailed(offer)) load.firstTryErrors += 1;
    if (offer.end?.type === 'ok') load.accepted += 1;
    else if (offer.end?.type === 'fail') load.refused += 1;
    else load.errors += 1;
  }
  return load;
}

/** Of this load, as documents hold them. */
export function outcomesOf(facts: Facts): DrillResult['outcomes'] {
  const outcomes: { [R in ResponseType]?: number } = {};
  for (const { finals } of facts.transactions.values()) {
    const rest = finals[0]?.value;
    if (!rest?.responseType || !facts.offers.has(rest.requestId)) continue;
    outcomes[rest.responseType] = (outcomes[rest.responseType] ?? 0) + 1;
  }
  return outcomes;
}

export interface Losses {
  readonly lost: number;
  readonly contradictory: number;
  readonly duplicateCallbacks: number;
  readonly deadLetters: number;
}

export function lossesOf(facts: Facts): Losses {
  const read = facts.recording.of('final').length > 0;
  const losses = { lost: 0, contradictory: 0, duplicateCallbacks: 0, deadLetters: 0 };
  for (const transaction of facts.transactions.values()) {
    if (isLost(transaction, read)) losses.lost += 1;
    if (isContradictory(facts, transaction)) losses.contradictory += 1;
    losses.duplicateCallbacks += repeats(transaction);
    if (transaction.finals[0]?.value.callback === 'dead') losses.deadLetters += 1;
  }
  return losses;
}

/** Without the documents at the end, only who was told is known. */
function isLost(transaction: TransactionFacts, read: boolean): boolean {
  const { acceptances, deliveries, finals } = transaction;
  if (acceptances.length === 0 && finals.length === 0) return false;
  if (read) return lossOf(transaction) !== undefined;
  return !deliveries.some(({ answer }) => answer === 'ok');
}

/** Deliveries that were taken after the first, in the same words. */
function repeats({ deliveries }: TransactionFacts): number {
  const taken = deliveries.filter(({ answer }) => answer === 'ok');
  const words = new Set(taken.map(({ fingerprint, responseType }) => fingerprint ?? responseType));
  return taken.length - words.size;
}
