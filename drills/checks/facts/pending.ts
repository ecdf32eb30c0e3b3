import { needsAnswer, outcomesOf } from '../meaning.ts';
import type { Answer } from './exchanges.ts';
import { type Facts, parametersOf } from './facts.ts';
import { appletOf, type TransactionFacts } from './transactions.ts';
import { collectWakeUps, type WakeUpFact } from './wake-ups.ts';
import { type Interval, overlap, undecidable } from './windows.ts';

/** A span of time in which a transaction certainly awaited the answer of its applet. */
export interface PendingSpan extends Interval {
  readonly transaction: TransactionFacts;
  readonly applet: string;
}

/** Between the clocks of two recorders, and a submit and its recording. */
const SLACK_MS = 20;

/**
 * It begins with the first wake-up that the SMSC took: that was claimed in documents after the transaction
 * had become pending there. It ends before anything could have decided it: the first answer that an applet
 * sent, the deadline counted from when the bank asked (so never after the real one), and for the timer what
 * it says itself, less all by which it may be late. A skewed clock shortens it by the skew.
 */
export function pendingSpans(facts: Facts): Map<string, PendingSpan[]> {
  const spans = new Map<string, PendingSpan[]>();
  const { deadlineMs, schedulingMs, clockSkewMs = 0, regions } = parametersOf(facts);
  const away = undecidable(facts.faults, regions, facts.recording.endsAt);
  for (const [transaction, wakeUp] of firstWakeUps(collectWakeUps(facts).known)) {
    const applet = appletOf(transaction) ?? wakeUp.applet;
    const requestId =
      transaction.acceptances[0]?.requestId ?? transaction.finals[0]?.value.requestId;
    const offer = requestId === undefined ? undefined : facts.offers.get(requestId);
    if (!offer) continue;
    const ends = [offer.invokedAt + deadlineMs];
    const answered = firstDecision(transaction.answers);
    if (answered !== undefined) ends.push(answered);
    if (!byAnswer(transaction)) {
      const { decidedAt } = transaction.finals[0]?.value ?? {};
      if (decidedAt === undefined) continue;
      ends.push(decidedAt - schedulingMs - overlap(away, wakeUp.time, decidedAt));
    }
    const from = wakeUp.time + SLACK_MS;
    const to = Math.min(...ends) - clockSkewMs - SLACK_MS;
    if (from >= to) continue;
    const known = spans.get(applet);
    const span = { transaction, applet, from, to };
    if (known) known.push(span);
    else spans.set(applet, [span]);
  }
  return spans;
}

function firstWakeUps(wakeUps: readonly WakeUpFact[]): Map<TransactionFacts, WakeUpFact> {
  const first = new Map<TransactionFacts, WakeUpFact>();
  for (const wakeUp of wakeUps) {
    if (wakeUp.transaction && !first.has(wakeUp.transaction)) first.set(wakeUp.transaction, wakeUp);
  }
  return first;
}

/** When the first answer was sent that may have decided: 03 leaves the notification pending. */
function firstDecision(answers: readonly Answer[]): number | undefined {
  const times = answers.filter(({ status }) => status !== '03').map(({ from }) => from);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** Whether an answer decided it, not the timer. */
function byAnswer({ finals, answers }: TransactionFacts): boolean {
  const responseType = finals[0]?.value.responseType;
  if (responseType === undefined || !needsAnswer(responseType)) return false;
  return answers.some(({ status }) => outcomesOf(undefined, status).includes(responseType));
}
