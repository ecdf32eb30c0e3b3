import {
  type Facts,
  type Interval,
  NotToldError,
  overlap,
  parametersOf,
  type TransactionFacts,
  undecidable,
} from '../facts/index.ts';
import { counted, type Finding, type Findings, seconds } from '../finding.ts';

/**
 * I1: whatever was accepted has one final outcome by its deadline, the customer was told it at least once
 * and always in the same words, or it lies in the dead-letter list. A request that nobody answered counts
 * when there is a transaction for it.
 */
export function oneOutcome(facts: Facts): Findings {
  if (facts.recording.of('final').length === 0) {
    throw new NotToldError('the history does not say what documents held at the end');
  }
  const context = contextOf(facts);
  const findings: Finding[] = [];
  let doubt: string | undefined;
  let judged = 0;
  for (const transaction of facts.transactions.values()) {
    if (transaction.acceptances.length === 0 && transaction.finals.length === 0) continue;
    judged += 1;
    const verdict =
      lossOf(transaction) ??
      undelivered(transaction, context) ??
      late(transaction, context) ??
      changedWords(transaction);
    if (!verdict) continue;
    if (verdict.doubtful) doubt ??= `${nameOf(transaction)}: ${verdict.problem}`;
    else
      findings.push({
        ...verdict.finding,
        problem: verdict.problem,
        operation: nameOf(transaction),
      });
  }
  if (judged === 0) doubt = 'nothing was accepted';
  return {
    findings,
    doubt,
    holds: `${counted(judged, 'transaction')}, each with one outcome in time that the bank heard or that is a dead letter`,
  };
}

interface Context {
  readonly facts: Facts;
  readonly deadlineMs: number;
  readonly allowanceMs: number;
  readonly budgetMs: number;
  readonly away: readonly Interval[];
  readonly endsAt: number;
}

interface Verdict {
  readonly problem: string;
  /** The history ends too early, or lacks what would decide it. */
  readonly doubtful?: true;
  readonly finding: Pick<Finding, 'line' | 'absent'>;
}

function contextOf(facts: Facts): Context {
  const parameters = parametersOf(facts);
  const { endsAt } = facts.recording;
  return {
    facts,
    deadlineMs: parameters.deadlineMs,
    allowanceMs: parameters.schedulingMs + (parameters.clockSkewMs ?? 0),
    budgetMs: parameters.callbackBudgetMs,
    away: undecidable(facts.faults, parameters.regions, endsAt),
    endsAt,
  };
}

/** The bank's name for it and ours. */
export function nameOf({ id, acceptances, finals, deliveries }: TransactionFacts): string {
  const requestId =
    acceptances[0]?.requestId ?? finals[0]?.value.requestId ?? deliveries[0]?.requestId;
  return requestId === undefined ? `transaction ${id}` : `request ${requestId}, transaction ${id}`;
}

/** Accepted and gone: not in documents, or without an outcome, or decided and never told to anyone. */
export function lossOf(transaction: TransactionFacts): Verdict | undefined {
  const { finals, acceptances, deliveries } = transaction;
  const [rest] = finals;
  const line = acceptances[0]?.line ?? rest?.line;
  const finding = { ...(line === undefined ? {} : { line }), absent: true } as const;
  if (!rest) return { problem: 'was accepted and is not in documents', finding };
  const { state, callback } = rest.value;
  if (state !== 'decided') return { problem: `has no outcome: it is still ${state}`, finding };
  if (callback === 'pending' || callback === 'dead') return undefined;
  if (deliveries.some(({ answer }) => answer === 'ok')) return undefined;
  const outcome = rest.value.responseType ?? 'its outcome';
  return { problem: `${outcome} was never delivered, though it is said to be`, finding };
}

/** A callback that is still pending, or that was given up though the endpoint never refused it. */
function undelivered(transaction: TransactionFacts, context: Context): Verdict | undefined {
  const { deliveries, finals } = transaction;
  const callback = finals[0]?.value.callback;
  const line = finals[0]?.line;
  const finding = { ...(line === undefined ? {} : { line }), absent: true } as const;
  if (deliveries.some(({ answer }) => answer === 'ok')) return undefined;
  if (callback === 'dead' && deliveries.length === 0) {
    return { problem: 'its callback was given up, and the endpoint never saw it', finding };
  }
  if (callback !== 'pending') return undefined;
  const since = decidedBy(transaction) ?? acceptedBy(transaction, context) ?? context.endsAt;
  const waitedMs = context.endsAt - since;
  if (waitedMs > context.budgetMs + context.allowanceMs) {
    return { problem: `its callback is pending after ${seconds(waitedMs)}`, finding };
  }
  return { problem: 'the history ended before its callback', doubtful: true, finding };
}

function late(transaction: TransactionFacts, context: Context): Verdict | undefined {
  const accepted = acceptedBy(transaction, context);
  const evidence = decidedBy(transaction);
  if (accepted === undefined || evidence === undefined) return undefined;
  const due = accepted + context.deadlineMs + context.allowanceMs;
  const bound = due + overlap(context.away, accepted, evidence);
  if (evidence <= bound) return undefined;
  const decidedAt = transaction.finals[0]?.value.decidedAt;
  const line = transaction.finals[0]?.line;
  const finding = line === undefined ? {} : { line };
  if (decidedAt === undefined) {
    const problem = `was first seen decided ${seconds(evidence - bound)} after its deadline`;
    return { problem, doubtful: true, finding };
  }
  if (decidedAt <= bound) return undefined;
  return { problem: `was decided ${seconds(decidedAt - bound)} after its deadline`, finding };
}

/** At the latest then it had been accepted. */
function acceptedBy(transaction: TransactionFacts, { facts }: Context): number | undefined {
  const [acceptance] = transaction.acceptances;
  if (acceptance) return acceptance.time;
  const requestId = transaction.finals[0]?.value.requestId;
  return requestId === undefined ? undefined : facts.offers.get(requestId)?.end?.time;
}

/** At the latest then it had been decided, by the true clock. */
export function decidedBy(transaction: TransactionFacts): number | undefined {
  let earliest: number | undefined;
  const see = (time: number) => {
    if (earliest === undefined || time < earliest) earliest = time;
  };
  for (const { receivedAt } of transaction.deliveries) see(receivedAt);
  for (const { time, responseType } of transaction.sightings) if (responseType) see(time);
  for (const { result, end, status } of transaction.answers) {
    if (result === 'recorded' && status !== '03' && end) see(end.time);
  }
  return earliest;
}

/** Two outcomes are the business of I2; the same outcome in other words is that of I1. */
function changedWords(transaction: TransactionFacts): Verdict | undefined {
  const [first] = transaction.deliveries.filter(({ fingerprint }) => fingerprint !== undefined);
  const other = transaction.deliveries.find(
    ({ fingerprint, responseType }) =>
      fingerprint !== undefined &&
      fingerprint !== first?.fingerprint &&
      responseType === first?.responseType,
  );
  if (!other) return undefined;
  return { problem: 'its callback came with other content', finding: { line: other.line } };
}
