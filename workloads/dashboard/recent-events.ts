import type { Documents } from '@tandem/stores';
import { AUDIT_SEGMENTS, parseEntry } from '../audit/index.ts';
import type { Notice } from '../records/index.ts';

/** Segments of each region that are read at most. */
const SEGMENTS = 2;

/** What happened last in any region, the newest first, as the audit log tells it. */
export async function recentEvents(
  documents: Documents,
  regions: readonly string[],
  limit: number,
): Promise<Notice[]> {
  const segments = documents.collection(AUDIT_SEGMENTS);
  const found = await Promise.all(
    regions.map((region) =>
      segments.find({ index: 'chain', equals: [region], order: 'descending', limit: SEGMENTS }),
    ),
  );
  const notices = found.flat().flatMap(({ entries }) =>
    entries
      .split('\n')
      .slice(-limit)
      .flatMap((line) => parseEntry(line)?.notice ?? []),
  );
  return notices.sort((a, b) => b.at - a.at).slice(0, limit);
}
