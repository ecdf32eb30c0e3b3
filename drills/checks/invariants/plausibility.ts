import { expectedResponse } from '@tandem/local';
import {
  type Facts,
  faultsDuring,
  NotToldError,
  type Offer,
  parametersOf,
  type TransactionFacts,
} from '../facts/index.ts';
import { counted, type Findings } from '../finding.ts';
import { needsAnswer } from '../meaning.ts';
import { decidedBy } from './one-outcome.ts';

/** Popups queue on one SIM, so that some lapse in a sound system; more than that measures an ill one. */
const TOLERATED_SHARE = 0.02;
const TOLERATED_COUNT = 3;

/**
 * Whether the drill can prove anything: people were there and answered, and far from any fault each persona
 * had the outcome that it is there for. If not, the system was ill or asleep, and the other checks passed for
 * want of anything to find: unknown, never true.
 */
export function plausibility(facts: Facts): Findings {
  const parameters = parametersOf(facts);
  let answered = 0;
  let undisturbed = 0;
  const odd = new Map<string, number>();
  let oddCount = 0;
  for (const transaction of facts.transactions.values()) {
    const [rest] = transaction.finals;
    const offer = rest && facts.offers.get(rest.value.requestId);
    const outcome = rest?.value.responseType;
    if (!rest || !offer || !outcome) continue;
    if (needsAnswer(outcome)) answered += 1;
    const span = { from: offer.invokedAt, to: endOf(facts, transaction) };
    if (faultsDuring(facts.faults, span, parameters).length > 0) continue;
    undisturbed += 1;
    const expected = expectedResponse(offer.persona, offer.model);
    if (outcome === expected) continue;
    oddCount += 1;
    bump(odd, `${nameOf(offer)} ${outcome} instead of ${expected}`);
  }
  if (facts.offers.size === 0) throw new NotToldError('nothing was offered');
  return {
    findings: [],
    doubt: doubtOf(answered, undisturbed, oddCount, odd),
    holds: `${counted(answered, 'transaction')} answered by an applet; ${oddCount} of ${undisturbed} far from a fault ended otherwise than their persona`,
  };
}

function doubtOf(
  answered: number,
  undisturbed: number,
  oddCount: number,
  odd: ReadonlyMap<string, number>,
): string | undefined {
  if (answered === 0) return 'no applet answered anything';
  if (oddCount <= Math.max(TOLERATED_COUNT, undisturbed * TOLERATED_SHARE)) return undefined;
  const [most] = [...odd].sort(([, a], [, b]) => b - a);
  return `${oddCount} of ${undisturbed} far from a fault ended otherwise than their persona, most often ${most?.[0]} (${most?.[1]})`;
}

const nameOf = ({ persona, model }: Offer): string => `${persona} (${model})`;

function endOf(facts: Facts, transaction: TransactionFacts): number {
  return decidedBy(transaction) ?? facts.recording.endsAt;
}

function bump(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
