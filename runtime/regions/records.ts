import type { CollectionSpec, StoredDocument } from '@tandem/stores';
import type { WorkloadName } from '@tandem/topology';
import type { Figures } from './figures.ts';

export interface Lag {
  readonly topic: string;
  readonly lag: number;
}

/** What one process says of itself, again and again, for the other processes and for operators. */
export interface ProcessReport {
  readonly kind: 'process';
  readonly region: string;
  readonly workloads: readonly WorkloadName[];
  /** Those of them that are ready to work. */
  readonly ready: readonly WorkloadName[];
  /** Nothing that it needs is missing: it would serve well. */
  readonly able: boolean;
  readonly up: boolean;
  readonly reasons: readonly string[];
  /** Grows with each report; one that stands still belongs to a process that is gone, or frozen. */
  readonly beat: number;
  readonly startedAt: number;
  readonly reportedAt: number;
  /** By how much its machine's wall clock is ahead of documents. */
  readonly skewMs: number;
  /** Figures of its workloads, such as `binds` and `bound`. */
  readonly facts: Readonly<Record<string, number>>;
  /** What flowed through it, for those who watch. Absent from a process of an older version. */
  readonly figures?: Figures;
  /** Events that each of its workloads has not consumed. */
  readonly lags: Readonly<Partial<Record<WorkloadName, readonly Lag[]>>>;
}

/** What an operator wants of a region; it outlives every process. */
export interface RegionOrder {
  readonly kind: 'order';
  readonly region: string;
  readonly drained: boolean;
  readonly since: number;
}

interface Stored extends StoredDocument {
  /** Unix milliseconds; an order never expires. */
  readonly purgeAt?: number;
}

export type StoredReport = ProcessReport & Stored;
export type StoredOrder = RegionOrder & Stored;
export type RegionRecord = StoredReport | StoredOrder;

/** Reports and orders together, so that one read shows all of it. */
export const REGIONS: CollectionSpec<RegionRecord> = {
  name: 'regions',
  indexes: [{ name: 'region', fields: ['region'] }],
  expiresAt: 'purgeAt',
};

export const orderId = (region: string): string => `order/${region}`;

/** More processes than this on one board are not looked at. */
export const MAX_RECORDS = 1_000;
