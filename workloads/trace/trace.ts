import {
  isId,
  type Model,
  type OutcomeStatus,
  type ResponseType,
  type Transaction,
} from '@tandem/core';
import type { Documents } from '@tandem/stores';
import { findEntries } from '../audit/index.ts';
import {
  CUSTOMERS,
  type FactType,
  type Notice,
  SMSC_MESSAGES,
  TRANSACTIONS,
} from '../records/index.ts';
import { type Cause, likelyCause } from './causes.ts';
import { type TraceLine, timelineOf } from './timeline.ts';

/** The life of one authentication. Times are Unix milliseconds. */
export interface Trace {
  readonly transactionId: string;
  readonly requestId: string;
  readonly customerId: string;
  readonly model: Model;
  readonly state: Transaction['state'];
  readonly acceptedAt: number;
  readonly deadline: number;
  readonly outcome?: {
    readonly responseType: ResponseType;
    readonly status: OutcomeStatus;
    readonly decidedAt: number;
    readonly region: string;
  };
  readonly callback?: Transaction['callback'];
  /** Present when it ended as the customer did not hope. */
  readonly cause?: Cause;
  readonly lines: readonly TraceLine[];
  /** False when the audit log held more of that time than is searched; the cause may then be less exact. */
  readonly complete: boolean;
}

export interface TraceQuery {
  /** A transaction id, or the requestId of a customer. */
  readonly id: string;
  /** Whose requestId it is; without it every customer is asked. */
  readonly customerId?: string | undefined;
  /** When present, what belongs to any other customer is not there. */
  readonly within?: readonly string[] | undefined;
}

/** How far clocks of two processes may differ. */
const SKEW_MS = 5_000;
/** Late answers and receipts are looked for this long after the last step. */
const AFTERMATH_MS = 120_000;
const MAX_MESSAGES = 64;
const MAX_CUSTOMERS = 256;

/** Joins what documents, the SMSC and every region's audit log know of one transaction. */
export async function traceOf(
  documents: Documents,
  regions: readonly string[],
  query: TraceQuery,
): Promise<Trace | undefined> {
  const transaction = await findTransaction(documents, query);
  if (!transaction) return undefined;
  const { _id: id, steps, deadline } = transaction;
  const from = transaction.acceptedAt - SKEW_MS;
  const until = Math.max(deadline, steps.at(-1)?.at ?? 0) + AFTERMATH_MS;
  const [messages, ...found] = await Promise.all([
    documents
      .collection(SMSC_MESSAGES)
      .find({ index: 'transaction', equals: [id], limit: MAX_MESSAGES }),
    ...regions.map((region) => findEntries(documents, region, id, from, until)),
  ]);
  const notices = found.flatMap((each) => each.notices);
  const cause = likelyCause({ transaction, messages, facts: factsOf(notices) });
  const { outcome, callback } = transaction;
  return {
    transactionId: id,
    requestId: transaction.requestId,
    customerId: transaction.customerId,
    model: transaction.request.model,
    state: transaction.state,
    acceptedAt: transaction.acceptedAt,
    deadline,
    ...(outcome && {
      outcome: {
        responseType: outcome.responseType,
        status: outcome.status,
        decidedAt: outcome.decidedAt,
        region: outcome.region,
      },
    }),
    ...(callback && { callback }),
    ...(cause && { cause }),
    lines: timelineOf(transaction, messages, notices),
    complete: found.every(({ complete }) => complete),
  };
}

/** By transaction id, else by requestId: of the named customer, or the newest of any. */
export async function findTransaction(
  documents: Documents,
  { id, customerId, within }: TraceQuery,
): Promise<Transaction | undefined> {
  const isWanted = (owner: string) =>
    (customerId === undefined || owner === customerId) && (within?.includes(owner) ?? true);
  const transactions = documents.collection(TRANSACTIONS);
  const byId = isId(id) ? await transactions.get(id) : undefined;
  if (byId && isWanted(byId.customerId)) return byId;
  const customers =
    customerId === undefined ? (within ?? (await everyone(documents))) : [customerId];
  const found = await Promise.all(
    customers
      .filter(isWanted)
      .map((customer) => transactions.find({ index: 'request', equals: [customer, id], limit: 1 })),
  );
  return found.flat().sort((a, b) => b.acceptedAt - a.acceptedAt)[0];
}

async function everyone(documents: Documents): Promise<string[]> {
  const query = { index: 'client', limit: MAX_CUSTOMERS };
  return (await documents.collection(CUSTOMERS).find(query)).map(({ _id }) => _id);
}

/** Of facts that were noted again and again, the last counts. */
function factsOf(notices: readonly Notice[]): Map<FactType, string> {
  return new Map(notices.map(({ type, detail }) => [type as FactType, detail ?? '']));
}
