import type { CollectionSpec, StoredDocument } from '@tandem/stores';
import { APPLETS, CUSTOMERS, TRANSACTIONS } from '../records/index.ts';

/** A collection that a backup holds, and an index that has every document of it. */
export interface BackedUp {
  readonly spec: CollectionSpec<StoredDocument>;
  readonly index: string;
  /** What belongs into a backup. */
  readonly keeps: (document: StoredDocument) => boolean;
}

const whole = <D extends StoredDocument>(
  spec: CollectionSpec<D>,
  index: string,
  keeps: (document: StoredDocument) => boolean = () => true,
): BackedUp => ({
  // A backup copies documents as they are.
  spec: spec as unknown as CollectionSpec<StoredDocument>,
  index,
  keeps,
});

/**
 * An authentication without an outcome is not kept. By the time of a restore its deadline has long passed: it
 * would end a second time, perhaps otherwise than the customer was told, and until then its sealed number would
 * lie in the archive for longer than the outcome took (invariants I2 and I8).
 */
const hasOutcome = (document: StoredDocument): boolean =>
  Reflect.get(document, 'outcome') !== undefined;

/**
 * What cannot be made again. Message ids at the SMSC live for days, guarded documents belong to an epoch, and
 * audit segments have an archive of their own.
 */
export const BACKED_UP: readonly BackedUp[] = [
  whole(CUSTOMERS, 'client'),
  whole(APPLETS, 'subscriber'),
  whole(TRANSACTIONS, 'recent', hasOutcome),
];
