import {
  appletOf,
  type Facts,
  faultsDuring,
  type PendingSpan,
  type Poll,
  parametersOf,
  pendingSpans,
  type TransactionFacts,
} from '../facts/index.ts';
import { counted, type Finding, type Findings } from '../finding.ts';
import { nameOf } from './one-outcome.ts';

/** A wake-up may overtake the mailbox: for so long the order is not held against it. */
const SETTLED_MS = 1_000;

/**
 * I9: one popup at a time on a SIM; an answer is to a notification of this applet; and where two waited for
 * certain, the elder is shown first.
 */
export function popups(facts: Facts): Findings {
  const overlaps = overlapping(facts);
  const shown = facts.recording.of('popup').filter(({ operation }) => operation.type === 'invoke');
  return {
    findings: [...overlaps, ...misaddressed(facts), ...outOfOrder(facts)],
    doubt: shown.length === 0 && facts.answers.length === 0 ? 'no popup was seen' : undefined,
    holds: `${counted(shown.length, 'popup')} one at a time; ${counted(facts.answers.length, 'answer')} to the right notification`,
  };
}

function overlapping(facts: Facts): Finding[] {
  const open = new Map<string, { readonly notificationId: string; readonly line: number }>();
  const findings: Finding[] = [];
  for (const { operation, line } of facts.recording.of('popup')) {
    const { applet, notificationId } = operation.value;
    if (operation.type === 'ok') {
      if (open.get(applet)?.notificationId === notificationId) open.delete(applet);
      continue;
    }
    const before = open.get(applet);
    if (before) {
      const problem = `was shown by ${applet} over ${before.notificationId} (line ${before.line})`;
      findings.push({ operation: `transaction ${notificationId}`, problem, line });
    }
    open.set(applet, { notificationId, line });
  }
  return findings;
}

/** Answers, and notifications, that are of another applet's transaction. */
function misaddressed(facts: Facts): Finding[] {
  const findings: Finding[] = [];
  for (const transaction of facts.transactions.values()) {
    const owner = appletOf(transaction);
    if (owner === undefined) continue;
    const fetch = transaction.fetches.find(({ applet }) => applet !== owner);
    const answer = transaction.answers.find(({ applet }) => applet !== owner);
    const wrong = fetch ?? answer;
    if (!wrong) continue;
    const problem = `is of ${owner}, and ${wrong.applet} ${fetch ? 'was given it' : 'answered it'}`;
    const line = fetch?.end?.line ?? wrong.line;
    findings.push({ operation: nameOf(transaction), problem, line });
  }
  return findings;
}

function outOfOrder(facts: Facts): Finding[] {
  const parameters = parametersOf(facts);
  // The order is that of the clocks of the regions, which may be wrong by more than what it is held against.
  if (parameters.clockSkewMs) return [];
  const findings: Finding[] = [];
  for (const spans of pendingSpans(facts).values()) {
    if (spans.length < 2) continue;
    for (const { transaction } of spans) {
      const fetch = firstFetch(transaction);
      const elder = fetch && spans.find((span) => waited(facts, span, transaction, fetch));
      if (!fetch?.end || !elder) continue;
      if (
        faultsDuring(facts.faults, { from: elder.from, to: fetch.end.time }, parameters).length > 0
      ) {
        continue;
      }
      const problem = `was shown before transaction ${elder.transaction.id}, which is older`;
      findings.push({ operation: nameOf(transaction), problem, line: fetch.end.line });
    }
  }
  return findings;
}

function firstFetch({ fetches }: TransactionFacts): Poll | undefined {
  return fetches.find(({ end }) => end !== undefined);
}

/** `elder` was accepted before the other was asked for, waited all through this poll, and was never shown. */
function waited(facts: Facts, elder: PendingSpan, other: TransactionFacts, fetch: Poll): boolean {
  const accepted = elder.transaction.acceptances[0]?.time;
  const requestId = other.acceptances[0]?.requestId;
  const asked = requestId === undefined ? undefined : facts.offers.get(requestId)?.invokedAt;
  const until = fetch.end?.time;
  if (accepted === undefined || asked === undefined || until === undefined) return false;
  return (
    accepted < asked &&
    elder.from + SETTLED_MS <= fetch.from &&
    until <= elder.to &&
    !elder.transaction.fetches.some(({ from }) => from <= until)
  );
}
