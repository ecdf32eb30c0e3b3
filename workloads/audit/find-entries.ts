import type { Documents } from '@tandem/stores';
import type { Notice } from '../records/index.ts';
import { parseEntry } from './entry.ts';
import { mayHold } from './filter.ts';
import { AUDIT_SEGMENTS, segmentId } from './segment.ts';
import { AUDIT_INDEX, type SegmentIndex } from './segment-index.ts';

export interface FoundEntries {
  readonly notices: readonly Notice[];
  /** False when a bound was reached before the end of the window. */
  readonly complete: boolean;
}

const PAGE = 256;
/** Ten minutes of one region at its highest rate. */
const MAX_INDEXED = 16_384;
const MAX_READ = 512;

/**
 * What one region's audit log says of a transaction between `from` and `to` (Unix milliseconds). Reads the
 * small index documents of that time, and of the segments only those that may hold the transaction.
 */
export async function findEntries(
  documents: Documents,
  region: string,
  transactionId: string,
  from: number,
  to: number,
): Promise<FoundEntries> {
  const candidates: string[] = [];
  let expected: number | undefined;
  let indexed = 0;
  for await (const each of indexedBetween(documents, region, from, to)) {
    indexed += 1;
    if (indexed > MAX_INDEXED || candidates.length > MAX_READ) break;
    // A number that is missing from the index belongs to a segment that was never indexed.
    for (let seq = expected ?? each.seq; seq < each.seq; seq += 1) {
      candidates.push(segmentId(region, seq));
    }
    expected = Math.max(expected ?? 0, each.seq + 1);
    if (mayHold(each.filter, transactionId)) candidates.push(each._id);
  }
  const read = [...new Set(candidates)].slice(0, MAX_READ);
  const notices: Notice[] = [];
  for (const id of read) notices.push(...(await noticesIn(documents, id, transactionId)));
  return { notices, complete: indexed <= MAX_INDEXED && candidates.length <= MAX_READ };
}

async function* indexedBetween(
  documents: Documents,
  region: string,
  from: number,
  to: number,
): AsyncGenerator<SegmentIndex> {
  const index = documents.collection(AUDIT_INDEX);
  let after: { values: readonly (string | number)[]; id: string } | undefined;
  for (;;) {
    const page = await index.find({
      index: 'time',
      equals: [region],
      from,
      limit: PAGE,
      ...(after && { after }),
    });
    for (const each of page) {
      if (each.firstAt > to) return;
      yield each;
    }
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    after = { values: [region, last.lastAt], id: last._id };
  }
}

async function noticesIn(documents: Documents, id: string, transactionId: string) {
  const segment = await documents.collection(AUDIT_SEGMENTS).get(id);
  const lines = segment?.entries.split('\n') ?? [];
  return lines.flatMap((line) => {
    if (!line.includes(transactionId)) return [];
    const notice = parseEntry(line)?.notice;
    return notice?.transactionId === transactionId ? [notice] : [];
  });
}
