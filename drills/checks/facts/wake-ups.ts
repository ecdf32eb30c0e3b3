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

interface Candidate {
  readonly transaction: TransactionFacts;
  readonly attempt: number;
}

const cache = new WeakMap<Facts, WakeUps>();

/**
 * A reference has 16 bits, so it is looked for among the transactions of the applet only. Where two of them
 * share one all the same, submits are given to them in turn, so that as many as there are attempts are in
 * order, and one more is a repeat.
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
  const taken = new Map<string, number>();
  const known: WakeUpFact[] = [];
  const strange: WakeUpFact[] = [];
  for (const { operation, line } of facts.recording.of('wake-up')) {
    const { applet, reference, region } = operation.value;
    const key = keyOf(applet, reference);
    const possible = candidates.get(key) ?? candidates.get(keyOf(undefined, reference)) ?? [];
    const nth = taken.get(key) ?? 0;
    taken.set(key, nth + 1);
    const candidate = possible[Math.min(nth, possible.length - 1)];
    const fact = {
      time: operation.time,
      line,
      applet,
      reference,
      region,
      transaction: candidate?.transaction,
      attempt: candidate?.attempt,
    };
    (candidate ? known : strange).push(fact);
  }
  return { known, strange };
}

/** One attempt more than may be: a submit of it is to be recognised as what it is. */
function candidatesOf(facts: Facts): Map<string, Candidate[]> {
  const { maxAttempts } = parametersOf(facts);
  const candidates = new Map<string, Candidate[]>();
  for (const transaction of facts.transactions.values()) {
    const applet = appletOf(transaction);
    for (let attempt = 1; attempt <= maxAttempts + 1; attempt += 1) {
      const reference = wakeUpReference(transaction.id, attempt).toString(16).padStart(4, '0');
      const key = keyOf(applet, reference);
      const others = candidates.get(key);
      const candidate = { transaction, attempt };
      if (others) others.push(candidate);
      else candidates.set(key, [candidate]);
    }
  }
  return candidates;
}

const keyOf = (applet: string | undefined, reference: string): string =>
  `${applet ?? ''} ${reference.toLowerCase().padStart(4, '0')}`;
