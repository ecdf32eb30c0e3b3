import type { Collection, CollectionSpec, Documents } from '@tandem/stores';
import { type Guarded, GuardedDocument } from '../guard/index.ts';
import { type Breach, checkLink, type Link } from './link.ts';
import { chainFrom } from './read-chain.ts';
import { AUDIT_SEGMENTS, GENESIS_HASH } from './segment.ts';

/**
 * What the epoch's holder vouches for: every segment of this region's chain up to `sealedSeq` was there,
 * unbroken, at `sealedAt`. A chain that later ends before it, or differs at it, was tampered with.
 */
export interface Seal extends Guarded {
  readonly region: string;
  readonly sealedSeq: number;
  readonly sealedHash: string;
  readonly sealedEntries: number;
  readonly sealedAt: number;
  /** Segments up to here have been removed at the end of their retention; the chain starts after them. */
  readonly purgedSeq: number;
  readonly purgedHash: string;
  /** The first broken segment found; sealing goes no further while it is broken. */
  readonly breach?: Breach | undefined;
}

export const AUDIT_SEALS: CollectionSpec<Seal> = { name: 'audit-seals', indexes: [] };

export function sealOf(documents: Documents, region: string): GuardedDocument<Seal> {
  return new GuardedDocument(documents.collection(AUDIT_SEALS), {
    _id: region,
    region,
    sealedSeq: 0,
    sealedHash: GENESIS_HASH,
    sealedEntries: 0,
    sealedAt: 0,
    purgedSeq: 0,
    purgedHash: GENESIS_HASH,
  });
}

export interface Sealing {
  readonly documents: Documents;
  readonly seal: GuardedDocument<Seal>;
  readonly epoch: number;
  readonly now: number;
  /** Each write of the seal covers at most so many entries; sealing then goes on with the next. */
  readonly maxEntries: number;
  /** Asked between writes; false ends the work early. */
  readonly goOn: () => boolean;
}

/** Checks what was appended since the last seal and vouches for it. Resolves to the seal that stands. */
export async function sealChain(sealing: Sealing): Promise<Seal | undefined> {
  const { documents, seal, epoch, now, maxEntries, goOn } = sealing;
  let current = await seal.read();
  while (current && goOn()) {
    const link = { seq: current.sealedSeq, hash: current.sealedHash };
    const found = await nextStretch(documents, current.region, link, maxEntries);
    const recovered = current.breach !== undefined && !found.breach;
    if (found.link.seq === current.sealedSeq && !recovered) {
      if (!found.breach || current.breach) return current;
    }
    const change = {
      sealedSeq: found.link.seq,
      sealedHash: found.link.hash,
      sealedEntries: current.sealedEntries + found.entries,
      sealedAt: now,
      breach: found.breach,
    };
    current = (await seal.change(current, epoch, change)) ?? (await seal.read());
    if (found.breach || found.entries < maxEntries) return current;
  }
  return current;
}

async function nextStretch(documents: Documents, region: string, from: Link, maxEntries: number) {
  let link = from;
  let entries = 0;
  let breach: Breach | undefined;
  for await (const segment of chainFrom(documents, region, from.seq)) {
    breach = checkLink(segment, region, link);
    if (breach) break;
    link = segment;
    entries += segment.count;
    if (entries >= maxEntries) break;
  }
  return { link, entries, breach };
}

export interface Purging extends Omit<Sealing, 'maxEntries'> {
  readonly retentionMs: number;
  /** Segments removed at most. */
  readonly batch: number;
}

/**
 * Removes sealed segments at the end of their retention. The anchor moves first, under the epoch, so that
 * a crash in between leaves segments that the next run removes, and never a chain that looks broken.
 */
export async function purgeChain(purging: Purging): Promise<number> {
  const { documents, seal, epoch, now, retentionMs, batch, goOn } = purging;
  const before = await seal.read();
  if (!before) return 0;
  let anchor: Link = { seq: before.purgedSeq, hash: before.purgedHash };
  for await (const segment of chainFrom(documents, before.region, anchor.seq)) {
    const kept = segment.lastAt > now - retentionMs || segment.seq >= before.sealedSeq;
    if (kept || segment.seq - before.purgedSeq > batch || !goOn()) break;
    anchor = segment;
  }
  const moved = { purgedSeq: anchor.seq, purgedHash: anchor.hash };
  if (anchor.seq > before.purgedSeq && !(await seal.change(before, epoch, moved))) return 0;
  return removeUpTo(documents.collection(AUDIT_SEGMENTS), before.region, anchor.seq, batch);
}

async function removeUpTo(
  segments: Collection<{ readonly _id: string; readonly version: number }>,
  region: string,
  seq: number,
  batch: number,
): Promise<number> {
  let removed = 0;
  const query = { index: 'chain', equals: [region], to: seq, limit: batch };
  for (const { _id, version } of await segments.find(query)) {
    if (await segments.remove(_id, version)) removed += 1;
  }
  return removed;
}
