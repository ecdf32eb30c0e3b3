import type { Documents } from '@tandem/stores';
import { parseEntry } from './entry.ts';
import { chainFrom } from './read-chain.ts';
import { AUDIT_SEALS } from './seal.ts';

/** One line of an export: an entry and the segment that holds it. */
export interface ExportedEntry {
  readonly segment: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** The notice, or the text as published when it was none. */
  readonly event: unknown;
}

/** Every entry of a region's chain in order, for archives and auditors. Verify the chain beside it. */
export async function* exportAudit(
  documents: Documents,
  region: string,
): AsyncGenerator<ExportedEntry> {
  const seal = await documents.collection(AUDIT_SEALS).get(region);
  for await (const segment of chainFrom(documents, region, seal?.purgedSeq ?? 0)) {
    for (const line of segment.entries.split('\n')) {
      const entry = parseEntry(line);
      if (!entry) throw new Error(`${segment._id} has a line that is no entry; verify the chain`);
      const { topic, partition, offset, notice, value } = entry;
      yield { segment: segment._id, topic, partition, offset, event: notice ?? value };
    }
  }
}
