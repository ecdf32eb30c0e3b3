import { expect } from 'vitest';
import type { Collection, CollectionSpec } from '../ports/documents.ts';
import { isStoreError, type StoreError } from '../ports/errors.ts';

/** The documents of the contract, with every kind of index. */
export interface Order {
  readonly _id: string;
  readonly version: number;
  readonly customer: string;
  readonly request?: string | null;
  readonly dueAt?: number;
  readonly route?: { readonly region?: string; readonly rank?: number };
  readonly note?: string;
  readonly expiresAt?: number;
}

export const INDEXES: CollectionSpec<Order>['indexes'] = [
  { name: 'request', fields: ['customer', 'request'], unique: true },
  { name: 'due', fields: ['dueAt'] },
  { name: 'route', fields: ['route.region', 'route.rank'] },
];

export function make(id: string): Order {
  return { _id: id, version: 1, customer: 'acme' };
}

export function numbered(count: number): Order[] {
  return Array.from({ length: count }, (_, dueAt) => ({
    ...make(`n${String(dueAt).padStart(2, '0')}`),
    dueAt,
  }));
}

export async function insertAll(
  orders: Collection<Order>,
  documents: readonly Order[],
): Promise<void> {
  await Promise.all(documents.map((document) => orders.insert(document)));
}

export function ids(found: readonly Order[] | undefined): string[] {
  return (found ?? []).map(({ _id }) => _id);
}

async function failureOf(work: Promise<unknown>): Promise<StoreError> {
  try {
    await work;
  } catch (error) {
    if (isStoreError(error)) return error;
    throw error;
  }
  throw new Error('it should have been refused');
}

export async function codeOf(work: Promise<unknown>): Promise<string> {
  return (await failureOf(work)).code;
}

export async function duplicateIndex(work: Promise<unknown>): Promise<string | undefined> {
  const failure = await failureOf(work);
  expect(failure.code).toBe('duplicate');
  return failure.index;
}

export function indexOf(reason: unknown): string | undefined {
  return isStoreError(reason, 'duplicate') ? reason.index : undefined;
}
