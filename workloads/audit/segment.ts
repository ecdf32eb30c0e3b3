import { createHash } from 'node:crypto';
import type { CollectionSpec, ReceivedEvent, StoredDocument } from '@tandem/stores';
import { entryLine } from './entry.ts';
import { advanceMarks, type Mark, type Marks, marksFrom } from './marks.ts';

/**
 * A link of a region's audit chain. The id carries the sequence number, so that the insert itself is the
 * compare-and-set: of two appenders that extend the same link one is refused.
 */
export interface Segment extends StoredDocument {
  readonly region: string;
  /** From 1, without gaps. */
  readonly seq: number;
  /** `hash` of the segment before; GENESIS_HASH for the first. */
  readonly previousHash: string;
  /** Lower-case hex SHA-256 over everything else in the segment: see `hashOf`. */
  readonly hash: string;
  readonly count: number;
  /** When the event log stored the earliest and the latest of the entries. Unix milliseconds. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** How far the chain has come in each partition of the log: what is behind it was appended before. */
  readonly marks: readonly Mark[];
  /** One line an entry (see entry.ts), separated by line feeds. */
  readonly entries: string;
}

export const AUDIT_SEGMENTS: CollectionSpec<Segment> = {
  name: 'audit-segments',
  indexes: [{ name: 'chain', fields: ['region', 'seq'] }],
};

export const GENESIS_HASH = '0'.repeat(64);

export function segmentId(region: string, seq: number): string {
  return `${region}:${String(seq).padStart(12, '0')}`;
}

/** Where a chain stands: what the next segment builds on. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
  readonly marks: Marks;
}

export const EMPTY_CHAIN: Head = { seq: 0, hash: GENESIS_HASH, marks: new Map() };

export function headOf(segment: Segment): Head {
  return { seq: segment.seq, hash: segment.hash, marks: marksFrom(segment.marks) };
}

/** The segment that appends `events` (at least one, none of them appended before) to `head`. */
export function nextSegment(
  region: string,
  head: Head,
  events: readonly ReceivedEvent[],
): { readonly segment: Segment; readonly head: Head } {
  const seq = head.seq + 1;
  const marks = advanceMarks(head.marks, events);
  let firstAt = Number.POSITIVE_INFINITY;
  let lastAt = Number.NEGATIVE_INFINITY;
  for (const { publishedAt } of events) {
    firstAt = Math.min(firstAt, publishedAt);
    lastAt = Math.max(lastAt, publishedAt);
  }
  const unsigned = {
    _id: segmentId(region, seq),
    version: 1,
    region,
    seq,
    previousHash: head.hash,
    count: events.length,
    firstAt,
    lastAt,
    marks: [...marks.values()],
    entries: events.map(entryLine).join('\n'),
  };
  const hash = hashOf(unsigned);
  return { segment: { ...unsigned, hash }, head: { seq, hash, marks } };
}

/** SHA-256 over previous hash, header and entries, each on lines of their own. */
export function hashOf(segment: Omit<Segment, 'hash'>): string {
  const { region, seq, count, firstAt, lastAt, marks } = segment;
  const header = JSON.stringify([region, seq, count, firstAt, lastAt, marks]);
  return createHash('sha256')
    .update(`${segment.previousHash}\n${header}\n`)
    .update(segment.entries)
    .digest('hex');
}
