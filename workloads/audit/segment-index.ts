import type { Collection, CollectionSpec, ReceivedEvent, StoredDocument } from '@tandem/stores';
import { filterOf } from './filter.ts';
import type { Segment } from './segment.ts';

/**
 * Finds the segments that may speak of a transaction. A help, no part of the chain: written after its
 * segment and allowed to be missing, in which case the segment itself is read.
 */
export interface SegmentIndex extends StoredDocument {
  readonly region: string;
  readonly seq: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly filter: string;
  readonly purgeAt: number;
}

export const AUDIT_INDEX: CollectionSpec<SegmentIndex> = {
  name: 'audit-index',
  indexes: [{ name: 'time', fields: ['region', 'lastAt'] }],
  expiresAt: 'purgeAt',
};

export function indexSegment(
  index: Collection<SegmentIndex>,
  { _id, region, seq, firstAt, lastAt }: Segment,
  events: readonly ReceivedEvent[],
  keepMs: number,
): Promise<void> {
  const filter = filterOf(new Set(events.map(({ key }) => key)));
  const purgeAt = lastAt + keepMs;
  return index.insert({ _id, version: 1, region, seq, firstAt, lastAt, filter, purgeAt });
}
