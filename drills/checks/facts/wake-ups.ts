import { wakeUpReference } from '@tandem/workloads';
import { type Facts, parametersOf } from './facts.ts';
import { appletOf, type TransactionFacts } from './transactions.ts';

/** One SMS that the SMSC took, and the attempt that its reference stands for. */
export interface WakeUpFact {
  readonly time: number;
  readonly line: number;
  readonly applet: string;
  readonly reference: string;
  readonly region: string | undefined;
  readonly transaction: TransactionFacts | undefined;
  readonly attempt: number | undefined;
}

export interface WakeUps {
  /** In the order of time. */
  readonly known: readonly WakeUpFact[];
  /** Of no transaction that anybody saw. */
  readonly strange: readonly WakeUpFact[];
}

/** An attempt that a reference may stand for. */
interface Candidate {
  readonly transaction: TransactionFacts;
  readonly attempt: number;
  /** Documents hold a claim for it, as far as the history says what they hold. */
  readonly claimed: boolean;
  /** Nobody had asked for the transaction before. */
  readonly since: number;
  taken: boolean;
}

const cache = new WeakMap<Facts, WakeUps>();

/**
 * A reference has 16 bits, so it is looked for among the transactions of the applet only. With many of them
 * two attempts share one all the same: a submit then is of the one that was claimed, asked for by then and
 * not sent yet. So as many submits as there are claims are in order, and one more is a repeat.
 */
export function collectWakeUps(facts: Facts): WakeUps {
  const known = cache.get(facts);
  if (known) return known;
  const attributed = attribute(facts);
  cache.set(facts, attributed);
  return attributed;
}

function attribute(facts: Facts): WakeUps {
  const candidates = candidatesOf(facts);
  const known: WakeUpFact[] = [];
  const strange: WakeUpFact[] = [];
  for (const { operation, line } of facts.recording.of('wake-up')) {
    const { time } = operation;
    const { applet, reference, region } = operation.value;
    const possible =
      candidates.get(keyOf(applet, reference)) ?? candidates.get(keyOf(undefined, reference)) ?? [];
    const candidate = likeliest(possible, time);
    if (candidate) candidate.taken = true;
    const { transaction, attempt } = candidate ?? { transaction: undefined, attempt: undefined };
    const fact = { time, line, applet, reference, region, transaction, attempt };
    (candidate ? known : strange).push(fact);
  }
  return { known, strange };
}

function likeliest(possible: readonly Candidate[], time: number): Candidate | undefined {
  const rank = ({ claimed, since, taken }: Candidate): number =>
    (claimed ? 4 : 0) + (since <= time ? 2 : 0) + (taken ? 0 : 1);
  return possible.toSorted((a, b) => rank(b) - rank(a) || a.since - b.since)[0];
}

/** One attempt more than may be: a submit of it is to be recognised as what it is. */
function candidatesOf(facts: Facts): Map<string, Candidate[]> {
  const { maxAttempts } = parametersOf(facts);
  const candidates = new Map<string, Candidate[]>();
  for (const transaction of facts.transactions.values()) {
    const applet = appletOf(transaction);
    const claims = transaction.finals[0]?.value.attempts ?? maxAttempts;
    const since = askedAt(facts, transaction);
    for (let attempt = 1; attempt <= maxAttempts + 1; attempt += 1) {
      const reference = wakeUpReference(transaction.id, attempt).toString(16).padStart(4, '0');
      const key = keyOf(applet, reference);
      const candidate = { transaction, attempt, claimed: attempt <= claims, since, taken: false };
      const others = candidates.get(key);
      if (others) others.push(candidate);
      else candidates.set(key, [candidate]);
    }
  }
  return candidates;
}

function askedAt(facts: Facts, { acceptances, finals }: TransactionFacts): number {
  const requestId = acceptances[0]?.requestId ?? finals[0]?.value.requestId;
  const offer = requestId === undefined ? undefined : facts.offers.get(requestId);
  return offer?.invokedAt ?? Number.NEGATIVE_INFINITY;
}

const keyOf = (applet: string | undefined, reference: string): string =>
  `${applet ?? ''} ${reference.toLowerCase().padStart(4, '0')}`;
