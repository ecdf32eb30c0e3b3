import type { Documents } from '@tandem/stores';
import { AUDIT_SEGMENTS, type Segment } from './segment.ts';

/** Segments held in memory at once while a chain is walked. */
const PAGE = 16;

/** The segments of a region's chain with sequence numbers above `seq`, in order, a page at a time. */
export async function* chainFrom(
  documents: Documents,
  region: string,
  seq: number,
): AsyncGenerator<Segment> {
  const segments = documents.collection(AUDIT_SEGMENTS);
  let from = seq + 1;
  for (;;) {
    const page = await segments.find({ index: 'chain', equals: [region], from, limit: PAGE });
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    from = last.seq + 1;
  }
}
