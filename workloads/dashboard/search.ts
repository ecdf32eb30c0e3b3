import { isId, type Transaction } from '@tandem/core';
import type { Documents } from '@tandem/stores';
import { TRANSACTIONS } from '../records/index.ts';
import { findTransaction } from '../trace/index.ts';
import type { Found, Search, Summary } from './schemas.ts';

const DEFAULT_LIMIT = 50;
const PAGE = 200;
/** A search for rare outcomes reads so many pages, then hands back where to go on. */
const MAX_PAGES = 10;

/** Transactions by id, else the newest first within the time, filtered by state and outcome. */
export async function searchTransactions(documents: Documents, search: Search): Promise<Found> {
  const id = search.transactionId ?? search.requestId;
  if (id !== undefined) {
    const query = { id, customerId: search.customerId };
    const found = await findTransaction(documents, query);
    const wanted = found && (search.transactionId === undefined || found._id === id);
    return { transactions: wanted && matches(found, search) ? [summaryOf(found)] : [] };
  }
  return scanRecent(documents, search);
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
    }),
    ...(transaction.callback && { callback: transaction.callback.state }),
  };
}

async function scanRecent(documents: Documents, search: Search): Promise<Found> {
  const transactions = documents.collection(TRANSACTIONS);
  const limit = search.limit ?? DEFAULT_LIMIT;
  const found: Summary[] = [];
  let after = cursorOf(search.after);
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = await transactions.find({
      index: 'recent',
      order: 'descending',
      limit: PAGE,
      ...(search.from !== undefined && { from: search.from }),
      ...(search.to !== undefined && { to: search.to }),
      ...(after && { after }),
    });
    for (const transaction of page) {
      after = { values: [transaction.acceptedAt], id: transaction._id };
      if (matches(transaction, search)) found.push(summaryOf(transaction));
      if (found.length === limit) return { transactions: found, next: cursorText(after) };
    }
    if (page.length < PAGE) return { transactions: found };
  }
  return { transactions: found, ...(after && { next: cursorText(after) }) };
}

function matches(transaction: Transaction, search: Search): boolean {
  const { state, responseType, customerId } = search;
  return (
    (state === undefined || transaction.state === state) &&
    (responseType === undefined || transaction.outcome?.responseType === responseType) &&
    (customerId === undefined || transaction.customerId === customerId)
  );
}

interface Cursor {
  readonly values: readonly number[];
  readonly id: string;
}

function cursorText({ values, id }: Cursor): string {
  return `${values[0]}.${id}`;
}

function cursorOf(text: string | undefined): Cursor | undefined {
  const [acceptedAt, id] = text?.split('.') ?? [];
  return id !== undefined && isId(id) ? { values: [Number(acceptedAt)], id } : undefined;
}
