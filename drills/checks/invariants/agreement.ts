import type { Model, ResponseType } from '@tandem/core';
import type { Facts, TransactionFacts } from '../facts/index.ts';
import { counted, type Finding, type Findings } from '../finding.ts';
import { needsAnswer, outcomesOf } from '../meaning.ts';
import { nameOf } from './one-outcome.ts';

/**
 * I2: callbacks, status requests, documents, receipts of answers and the audit chains tell the same outcome
 * of a transaction. And one that only an applet can give was given by this applet.
 */
export function agreement(facts: Facts): Findings {
  const findings: Finding[] = [];
  const answersSeen = facts.answers.length > 0;
  let compared = 0;
  for (const transaction of facts.transactions.values()) {
    const views = viewsOf(transaction, modelOf(facts, transaction));
    compared += views.length;
    const finding =
      contradiction(views) ?? (answersSeen ? fabricated(facts, transaction, views) : undefined);
    if (finding) findings.push({ ...finding, operation: nameOf(transaction) });
  }
  return {
    findings,
    doubt: compared === 0 ? 'nobody saw an outcome' : undefined,
    holds: `${counted(compared, 'view')} of ${counted(facts.transactions.size, 'transaction')} agree`,
  };
}

/** Transactions of which two observers saw different outcomes, or that were told in two ways. */
export function isContradictory(facts: Facts, transaction: TransactionFacts): boolean {
  if (contradiction(viewsOf(transaction, modelOf(facts, transaction)))) return true;
  const words = transaction.deliveries.flatMap(({ fingerprint }) => fingerprint ?? []);
  return new Set(words).size > 1;
}

interface View {
  readonly who: string;
  readonly line: number;
  readonly time: number;
  /** Any of these is what was seen. */
  readonly outcomes: readonly ResponseType[];
}

function viewsOf(transaction: TransactionFacts, model: Model | undefined): View[] {
  const views: View[] = [];
  const add = (who: string, at: { line: number; time: number }, responseType?: ResponseType) => {
    if (responseType) views.push({ who, line: at.line, time: at.time, outcomes: [responseType] });
  };
  for (const { line, receivedAt, responseType } of transaction.deliveries) {
    add('the bank was told', { line, time: receivedAt }, responseType);
  }
  for (const sighting of transaction.sightings)
    add('the API showed', sighting, sighting.responseType);
  for (const { line, value } of transaction.finals) {
    add('documents hold', { line, time: Number.POSITIVE_INFINITY }, value.responseType);
  }
  for (const entry of transaction.audited) add('the audit says', entry, entry.responseType);
  for (const { result, end, status } of transaction.answers) {
    if (result !== 'recorded' || !end) continue;
    const outcomes = outcomesOf(model, status);
    if (outcomes.length > 0) {
      views.push({
        who: `the applet answered ${status}, that is`,
        line: end.line,
        time: end.time,
        outcomes,
      });
    }
  }
  return views;
}

function contradiction(views: readonly View[]): Omit<Finding, 'operation'> | undefined {
  const [first] = views;
  const other = views.find(
    ({ outcomes }) => !outcomes.some((one) => first?.outcomes.includes(one)),
  );
  if (!first || !other) return undefined;
  const problem = `${say(first)} (line ${first.line}), but ${say(other)}`;
  return { problem, line: other.line };
}

const say = ({ who, outcomes }: View): string => `${who} ${[...new Set(outcomes)].join(' or ')}`;

/** An outcome that needs an answer, before any applet had sent one that means it. */
function fabricated(
  facts: Facts,
  transaction: TransactionFacts,
  views: readonly View[],
): Omit<Finding, 'operation'> | undefined {
  const view = views.find(({ outcomes }) => outcomes.every(needsAnswer));
  if (!view) return undefined;
  const model = modelOf(facts, transaction);
  const given = transaction.answers.some(
    ({ from, status }) =>
      from <= view.time && outcomesOf(model, status).some((one) => view.outcomes.includes(one)),
  );
  if (given) return undefined;
  return { problem: `${say(view)}, which no applet had answered`, line: view.line, absent: true };
}

function modelOf(facts: Facts, { acceptances, finals, deliveries }: TransactionFacts) {
  const requestId =
    acceptances[0]?.requestId ?? finals[0]?.value.requestId ?? deliveries[0]?.requestId;
  return requestId === undefined ? undefined : facts.offers.get(requestId)?.model;
}
