import type { CollectionSpec, StoredDocument } from '@tandem/stores';
import { APPLETS, CUSTOMERS, TRANSACTIONS } from '../records/index.ts';

/** A collection that a backup holds, and an index that has every document of it. */
export interface BackedUp {
  readonly spec: CollectionSpec<StoredDocument>;
  readonly index: string;
}

const whole = <D extends StoredDocument>(spec: CollectionSpec<D>, index: string): BackedUp => ({
  // A backup copies documents as they are and looks into none of them.
  spec: spec as unknown as CollectionSpec<StoredDocument>,
  index,
});

/**
 * What cannot be made again. Message ids at the SMSC live for days, guarded documents belong to an epoch, and
 * audit segments have an archive of their own.
 */
export const BACKED_UP: readonly BackedUp[] = [
  whole(CUSTOMERS, 'client'),
  whole(APPLETS, 'subscriber'),
  whole(TRANSACTIONS, 'recent'),
];
