import type { Documents } from '@tandem/stores';
import { AUDIT_SEGMENTS, parseEntry } from '../audit/index.ts';
import type { Notice } from '../records/index.ts';

/** Segments that are read at once, and in all, of each region: a quiet region's are small. */
const PAGE = 4;
const MAX_SEGMENTS = 64;

/** What happened last in any region, the newest first, as the audit log tells it. */
export async function recentEvents(
  documents: Documents,
  regions: readonly string[],
  limit: number,
): Promise<Notice[]> {
  const found = await Promise.all(regions.map((region) => lastOf(documents, region, limit)));
  return found
    .flat()
    .sort((a, b) => b.at - a.at)
    .slice(0, limit);
}

async function lastOf(documents: Documents, region: string, limit: number): Promise<Notice[]> {
  const segments = documents.collection(AUDIT_SEGMENTS);
  const query = { index: 'chain', equals: [region], order: 'descending', limit: PAGE } as const;
  const notices: Notice[] = [];
  let below: number | undefined;
  for (let read = 0; read < MAX_SEGMENTS && notices.length < limit; read += PAGE) {
    const page = await segments.find({ ...query, ...(below !== undefined && { to: below }) });
    for (const { entries, seq } of page) {
      const lines = entries.split('\n').slice(-limit);
      notices.push(...lines.flatMap((line) => parseEntry(line)?.notice ?? []));
      below = seq - 1;
    }
    if (page.length < PAGE) break;
  }
  return notices;
}
