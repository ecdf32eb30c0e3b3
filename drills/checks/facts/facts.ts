import type { DrillParameters, History } from '../../history/index.ts';
import { type Answer, collectAnswers, collectPolls, type Poll } from './exchanges.ts';
import { collectOffers, type Offer } from './offers.ts';
import { Recording } from './recording.ts';
import { collectTransactions, type TransactionFacts } from './transactions.ts';
import { type FaultWindow, faultWindows } from './windows.ts';

/** What every checker reads: the history, put in order once. */
export interface Facts {
  readonly recording: Recording;
  readonly offers: ReadonlyMap<string, Offer>;
  readonly polls: readonly Poll[];
  readonly answers: readonly Answer[];
  readonly transactions: ReadonlyMap<string, TransactionFacts>;
  readonly faults: readonly FaultWindow[];
}

const known = new WeakMap<History, Facts>();

/** The same for the same history: result and report are made of it in turn. */
export function factsOf(history: History): Facts {
  const facts = known.get(history) ?? sorted(history);
  known.set(history, facts);
  return facts;
}

function sorted(history: History): Facts {
  const recording = new Recording(history);
  const polls = collectPolls(recording);
  const answers = collectAnswers(recording);
  return {
    recording,
    offers: collectOffers(recording),
    polls,
    answers,
    transactions: collectTransactions(recording, polls, answers),
    faults: faultWindows(recording),
  };
}

/** The history lacks what a checker needs, so that it cannot say anything. */
export class NotToldError extends Error {
  override readonly name = 'NotToldError';
}

/** The first line's figures. Throws a NotToldError without them. */
export function parametersOf({ recording }: Facts): DrillParameters {
  const { parameters } = recording;
  if (!parameters) throw new NotToldError('the first line is not the drill with its figures');
  return parameters;
}
