import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { type Archive, type Documents, isStoreError } from '@tandem/stores';
import { type Guarded, GuardedDocument } from '../guard/index.ts';
import { chainFrom } from './read-chain.ts';
import { AUDIT_SEALS } from './seal.ts';
import type { Segment } from './segment.ts';

/** How far a region's chain has been archived, under which epoch. */
export interface ArchiveCursor extends Guarded {
  readonly region: string;
  readonly archivedSeq: number;
}

export const AUDIT_ARCHIVE = { name: 'audit-archive', indexes: [] } as const;

export function archiveCursorOf(
  documents: Documents,
  region: string,
): GuardedDocument<ArchiveCursor> {
  return new GuardedDocument(documents.collection<ArchiveCursor>(AUDIT_ARCHIVE), {
    _id: `${region} archive`,
    region,
    archivedSeq: 0,
  });
}

export interface Archiving {
  readonly documents: Documents;
  readonly archive: Archive;
  /** Before every key: see `Archives`. */
  readonly prefix: string;
  readonly cursor: GuardedDocument<ArchiveCursor>;
  readonly epoch: number;
  /** Segments of one object, at most. */
  readonly maxSegments: number;
  /** Counted from the latest entry of an object: it cannot be removed for so long. */
  readonly retentionMs: number;
  readonly goOn: () => boolean;
}

const compress = promisify(gzip);
const decompress = promisify(gunzip);
const SEQ_DIGITS = 12;

/**
 * Copies sealed segments into the archive, in objects that name the segments they hold. The object is written
 * before the cursor moves: a crash in between leaves an object that the next run writes again, the same or a
 * longer one, and never a gap. Resolves to the number of segments archived.
 */
export async function archiveChain(archiving: Archiving): Promise<number> {
  const { documents, archive, prefix, cursor, epoch, retentionMs, goOn } = archiving;
  let archived = 0;
  let current = await cursor.read();
  while (current && goOn()) {
    const { region, archivedSeq } = current;
    const seal = await documents.collection(AUDIT_SEALS).get(region);
    const segments = await sealedAfter(archiving, region, archivedSeq, seal?.sealedSeq ?? 0);
    const last = segments.at(-1);
    if (!last) return archived;
    const text = segments.map((each) => `${JSON.stringify(each)}\n`).join('');
    await putOnce(archive, keyOf(prefix, region, segments), text, last.lastAt + retentionMs);
    current = await cursor.change(current, epoch, { archivedSeq: last.seq });
    archived += segments.length;
    if (segments.length < archiving.maxSegments) return archived;
  }
  return archived;
}

/** What an earlier run put before it ended counts, also when its release compressed the same text otherwise. */
async function putOnce(
  archive: Archive,
  key: string,
  text: string,
  lockedUntil: number,
): Promise<void> {
  try {
    await archive.put(key, await compress(text), { lockedUntil, lockMode: 'compliance' });
  } catch (error) {
    if (!isStoreError(error, 'duplicate')) throw error;
    const stands = await decompress(await archive.get(key));
    if (stands.toString('utf8') !== text) throw error;
  }
}

async function sealedAfter(
  { documents, maxSegments }: Archiving,
  region: string,
  from: number,
  sealedSeq: number,
): Promise<Segment[]> {
  const segments: Segment[] = [];
  for await (const segment of chainFrom(documents, region, from)) {
    if (segment.seq > sealedSeq) break;
    segments.push(segment);
    if (segments.length === maxSegments) break;
  }
  return segments;
}

/** `use1/audit/us-east-1/000000000001-000000000042.jsonl.gz` */
function keyOf(prefix: string, region: string, segments: readonly Segment[]): string {
  const digits = (seq = 0) => String(seq).padStart(SEQ_DIGITS, '0');
  return `${prefix}audit/${region}/${digits(segments[0]?.seq)}-${digits(segments.at(-1)?.seq)}.jsonl.gz`;
}
