import {
  collectWakeUps,
  type Facts,
  faultsDuring,
  parametersOf,
  type TransactionFacts,
  type WakeUpFact,
} from '../facts/index.ts';
import { counted, type Finding, type Findings } from '../finding.ts';
import { nameOf } from './one-outcome.ts';

/**
 * An attempt is due again after `wakeRetryMs` from its claim; the SMSC sees the first later than its claim.
 * Only what comes sooner than this share of it can be no due repeat.
 */
const SOONER = 0.5;

/**
 * I6: at most one SMS for each attempt, no more attempts than allowed and none that was not claimed. One that
 * comes before its time was sent because somebody did not know of the one before: only a fault excuses it,
 * one for each fault.
 */
export function wakeUps(facts: Facts): Findings {
  const { known, strange } = collectWakeUps(facts);
  const { maxAttempts } = parametersOf(facts);
  const findings: Finding[] = [];
  for (const [transaction, sent] of byTransaction(known)) {
    const offence = repeatedAttempt(sent) ?? unclaimed(transaction, sent) ?? unexcused(facts, sent);
    if (offence) findings.push({ ...offence, operation: nameOf(transaction) });
  }
  for (const transaction of facts.transactions.values()) {
    for (const { line, value } of transaction.finals) {
      if (value.attempts <= maxAttempts) continue;
      const problem = `claimed ${value.attempts} attempts; ${maxAttempts} are allowed`;
      findings.push({ operation: nameOf(transaction), problem, line });
    }
  }
  if (known.length > 0) findings.push(...strange.map(ofNobody));
  return {
    findings,
    doubt: doubtOf(known.length, strange.length),
    holds: `${counted(known.length, 'wake-up')}, none twice for an attempt; ${duplicateWakeUps(facts)} more than needed, each around a fault`,
  };
}

function doubtOf(known: number, strange: number): string | undefined {
  if (known > 0) return undefined;
  if (strange > 0) return 'no reference of a wake-up belongs to a transaction';
  return 'no wake-up was seen';
}

/** Wake-ups that woke nobody who slept: repeats of an attempt, and attempts before their time. */
export function duplicateWakeUps(facts: Facts): number {
  const { wakeRetryMs } = parametersOf(facts);
  let count = 0;
  for (const sent of byTransaction(collectWakeUps(facts).known).values()) {
    count += sent.length - new Set(sent.map(({ attempt }) => attempt)).size;
    count += tooSoon(sent, wakeRetryMs).length;
  }
  return count;
}

function byTransaction(known: readonly WakeUpFact[]): Map<TransactionFacts, WakeUpFact[]> {
  const grouped = new Map<TransactionFacts, WakeUpFact[]>();
  for (const wakeUp of known) {
    if (!wakeUp.transaction) continue;
    const others = grouped.get(wakeUp.transaction);
    if (others) others.push(wakeUp);
    else grouped.set(wakeUp.transaction, [wakeUp]);
  }
  return grouped;
}

type Offence = Omit<Finding, 'operation'>;

function repeatedAttempt(sent: readonly WakeUpFact[]): Offence | undefined {
  const first = new Map<number | undefined, WakeUpFact>();
  for (const wakeUp of sent) {
    const before = first.get(wakeUp.attempt);
    if (before) {
      const problem = `attempt ${wakeUp.attempt} was sent on line ${before.line} and again`;
      return { problem, line: wakeUp.line };
    }
    first.set(wakeUp.attempt, wakeUp);
  }
  return undefined;
}

function unclaimed({ finals }: TransactionFacts, sent: readonly WakeUpFact[]): Offence | undefined {
  const claimed = finals[0]?.value.attempts;
  const found = sent.find(({ attempt = 0 }) => claimed !== undefined && attempt > claimed);
  if (!found) return undefined;
  const problem = `attempt ${found.attempt} was sent; only ${claimed} were claimed`;
  return { problem, line: found.line };
}

function unexcused(facts: Facts, sent: readonly WakeUpFact[]): Offence | undefined {
  if (sent.length < 2) return undefined;
  const parameters = parametersOf(facts);
  const soon = tooSoon(sent, parameters.wakeRetryMs);
  const [first] = sent;
  const last = soon.at(-1);
  if (!first || !last) return undefined;
  const faults = faultsDuring(facts.faults, { from: first.time, to: last.time }, parameters);
  if (soon.length <= faults.length) return undefined;
  const problem = `attempt ${last.attempt} came before its time, and ${counted(faults.length, 'fault')} excuse it`;
  return { problem, line: last.line };
}

function tooSoon(sent: readonly WakeUpFact[], wakeRetryMs: number): WakeUpFact[] {
  return sent.filter((wakeUp, index) => {
    const before = sent[index - 1];
    return (
      before !== undefined &&
      before.attempt !== wakeUp.attempt &&
      wakeUp.time - before.time < wakeRetryMs * SOONER
    );
  });
}

function ofNobody({ reference, applet, line }: WakeUpFact): Finding {
  const problem = `woke ${applet} for an attempt of no transaction`;
  return { operation: `wake-up ${reference}`, problem, line, absent: true };
}
