import type { Documents } from '@tandem/stores';
import { type Breach, checkLink, type Link } from './link.ts';
import { chainFrom } from './read-chain.ts';
import { AUDIT_SEALS, type Seal } from './seal.ts';
import { GENESIS_HASH } from './segment.ts';

export interface ChainReport {
  readonly region: string;
  readonly valid: boolean;
  /** Segments and entries that were found whole and linked, from the first kept segment on. */
  readonly segments: number;
  readonly entries: number;
  readonly head: Link;
  /** Up to where the holder of the epoch has vouched for the chain, and under which epoch. */
  readonly sealed?: { readonly seq: number; readonly epoch: number; readonly at: number };
  /** The first place at which the chain is not what was appended. */
  readonly breach?: Breach;
}

/**
 * Walks a region's audit chain from its first kept segment to its end, a page at a time. It reads and
 * computes only; a chain that grows meanwhile is checked as far as it has come.
 */
export async function verifyAudit(documents: Documents, region: string): Promise<ChainReport> {
  const seal = await documents.collection(AUDIT_SEALS).get(region);
  let head: Link = { seq: seal?.purgedSeq ?? 0, hash: seal?.purgedHash ?? GENESIS_HASH };
  let segments = 0;
  let entries = 0;
  let breach: Breach | undefined;
  for await (const segment of chainFrom(documents, region, head.seq)) {
    breach = checkLink(segment, region, head) ?? againstSeal(segment, seal);
    if (breach) break;
    head = { seq: segment.seq, hash: segment.hash };
    segments += 1;
    entries += segment.count;
  }
  if (!breach && seal && head.seq < seal.sealedSeq) {
    breach = { seq: head.seq + 1, reason: 'truncated' };
  }
  return {
    region,
    valid: breach === undefined,
    segments,
    entries,
    head,
    ...(seal && { sealed: { seq: seal.sealedSeq, epoch: seal.epoch, at: seal.sealedAt } }),
    ...(breach && { breach }),
  };
}

function againstSeal(segment: Link, seal: Seal | undefined): Breach | undefined {
  return seal && segment.seq === seal.sealedSeq && segment.hash !== seal.sealedHash
    ? { seq: segment.seq, reason: 'replaced' }
    : undefined;
}
