import { hashOf, type Segment, segmentId } from './segment.ts';

/** The part of a segment that the next one builds on. */
export interface Link {
  readonly seq: number;
  readonly hash: string;
}

export interface Breach {
  /** The first sequence number at which the chain is not what was appended. */
  readonly seq: number;
  readonly reason: BreachReason;
}

export type BreachReason =
  /** There is no segment with this number, but later ones. */
  | 'missing'
  /** Its contents do not have its hash. */
  | 'altered'
  /** It does not name the hash of the one before it. */
  | 'unlinked'
  /** The chain ends before a segment that was sealed. */
  | 'truncated'
  /** It is whole and linked, but it is not the one that was sealed. */
  | 'replaced';

/** What is wrong with `segment` as the successor of `previous`. */
export function checkLink(segment: Segment, region: string, previous: Link): Breach | undefined {
  const seq = previous.seq + 1;
  if (segment.seq !== seq) return { seq, reason: 'missing' };
  if (segment._id !== segmentId(region, seq)) return { seq, reason: 'altered' };
  const lines = segment.entries.split('\n').length;
  if (segment.hash !== hashOf(segment) || segment.count !== lines) {
    return { seq, reason: 'altered' };
  }
  return segment.previousHash === previous.hash ? undefined : { seq, reason: 'unlinked' };
}
