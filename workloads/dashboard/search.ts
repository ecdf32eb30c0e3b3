import { hashMsisdn, isId, parseMsisdn, type Transaction } from '@tandem/core';
import type { Documents } from '@tandem/stores';
import { TRANSACTIONS } from '../records/index.ts';
import { findTransaction } from '../trace/index.ts';
import type { Found, PrivateSearch, Summary } from './schemas.ts';

export interface SearchOptions {
  readonly documents: Documents;
  /** Hashes the number of a search; asked only when there is one. */
  readonly hashKey: () => Promise<Buffer>;
  /** The only customers that whoever asks may see; `undefined`: all. */
  readonly within?: readonly string[] | undefined;
}

const DEFAULT_LIMIT = 50;
const PAGE = 200;
/** A search for rare things reads so many pages, then hands back where to go on. */
const MAX_PAGES = 10;

/** Transactions that match all that was given: by id at once, else along an index, the newest first. */
export async function searchTransactions(
  options: SearchOptions,
  search: PrivateSearch,
): Promise<Found> {
  const { documents, within } = options;
  const id = search.transactionId ?? search.requestId;
  const msisdnHash = await hashOf(options, search);
  const isWanted = filterOf(search, msisdnHash, within);
  if (id !== undefined) {
    const found = await findTransaction(documents, { id, customerId: search.customerId, within });
    return { transactions: found && isWanted(found) ? [summaryOf(found)] : [] };
  }
  return scan(documents, search, indexFor(search, msisdnHash, within), isWanted);
}

export function summaryOf(transaction: Transaction): Summary {
  const { _id, requestId, customerId, request, state, acceptedAt, deadline, outcome } = transaction;
  return {
    transactionId: _id,
    requestId,
    customerId,
    model: request.model,
    state,
    acceptedAt,
    deadline,
    region: transaction.steps[0]?.region ?? '',
    ...(outcome && {
      responseType: outcome.responseType,
      status: outcome.status,
      decidedAt: outcome.decidedAt,
      decidedIn: outcome.region,
    }),
    ...(transaction.callback && { callback: transaction.callback.state }),
  };
}

async function hashOf({ hashKey }: SearchOptions, { msisdn }: PrivateSearch) {
  const number = msisdn === undefined ? undefined : parseMsisdn(msisdn);
  return number && hashMsisdn(await hashKey(), number);
}

interface Line {
  readonly index: string;
  readonly equals: readonly string[];
}

/** The index that leaves the least to read; all of them end in the time. */
function indexFor(
  { responseType, customerId, region }: PrivateSearch,
  msisdnHash: string | undefined,
  within: readonly string[] | undefined,
): Line {
  const customer = customerId ?? (within?.length === 1 ? within[0] : undefined);
  if (msisdnHash !== undefined) return { index: 'subscriber', equals: [msisdnHash] };
  if (customer !== undefined) return { index: 'customer', equals: [customer] };
  if (responseType !== undefined) return { index: 'outcome', equals: [responseType] };
  if (region !== undefined) return { index: 'decided-in', equals: [region] };
  return { index: 'recent', equals: [] };
}

type Filter = (transaction: Transaction) => boolean;

function filterOf(
  search: PrivateSearch,
  msisdnHash: string | undefined,
  within: readonly string[] | undefined,
): Filter {
  const { transactionId, requestId, customerId, state, responseType, region, from, to } = search;
  const is = <T>(wanted: T | undefined, found: T | undefined) =>
    wanted === undefined || wanted === found;
  return (found) =>
    is(transactionId, found._id) &&
    is(requestId, found.requestId) &&
    is(customerId, found.customerId) &&
    is(msisdnHash, found.msisdnHash) &&
    is(state, found.state) &&
    is(responseType, found.outcome?.responseType) &&
    is(region, found.outcome?.region) &&
    found.acceptedAt >= (from ?? 0) &&
    found.acceptedAt <= (to ?? Number.POSITIVE_INFINITY) &&
    (within?.includes(found.customerId) ?? true);
}

async function scan(
  documents: Documents,
  { from, to, limit = DEFAULT_LIMIT, after }: PrivateSearch,
  { index, equals }: Line,
  isWanted: Filter,
): Promise<Found> {
  const transactions = documents.collection(TRANSACTIONS);
  const found: Summary[] = [];
  let cursor = cursorOf(after);
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = await transactions.find({
      index,
      equals,
      order: 'descending',
      limit: PAGE,
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      ...(cursor && { after: { values: [...equals, cursor.acceptedAt], id: cursor.id } }),
    });
    for (const transaction of page) {
      cursor = { acceptedAt: transaction.acceptedAt, id: transaction._id };
      if (isWanted(transaction)) found.push(summaryOf(transaction));
      if (found.length === limit) return { transactions: found, next: cursorText(cursor) };
    }
    if (page.length < PAGE) return { transactions: found };
  }
  return { transactions: found, ...(cursor && { next: cursorText(cursor) }) };
}

interface Cursor {
  readonly acceptedAt: number;
  readonly id: string;
}

function cursorText({ acceptedAt, id }: Cursor): string {
  return `${acceptedAt}.${id}`;
}

function cursorOf(text: string | undefined): Cursor | undefined {
  const [acceptedAt, id] = text?.split('.') ?? [];
  return id !== undefined && isId(id) ? { acceptedAt: Number(acceptedAt), id } : undefined;
}
