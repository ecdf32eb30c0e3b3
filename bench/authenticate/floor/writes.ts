import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CollectionSpec,
  connectDocuments,
  type StoredDocument,
  startDocumentsEngine,
} from '@tandem/stores';
import { type Load, run } from './load.ts';

interface Bare extends StoredDocument {
  readonly text: string;
}

const BARE: CollectionSpec<Bare> = { name: 'bare', indexes: [] };

export interface WritesLoad extends Load {
  readonly socketPath: string;
  /** Writes of one document: an insert, then replacements. A whole number from 1. */
  readonly versions: number;
  /** Size of a document as JSON. */
  readonly bytes: number;
}

/** The engine alone in this process, on a directory of its own under the system's temporary one. */
export async function startEngine(): Promise<{ socketPath: string; dataDir: string }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tandem-floor-'));
  const { socketPath } = await startDocumentsEngine({ dataDir });
  return { socketPath, dataDir };
}

/** Documents written in all their versions: no reads, no secondary index. */
export async function driveWrites(load: WritesLoad): Promise<number> {
  const documents = connectDocuments({ socketPath: load.socketPath });
  const bare = documents.collection(BARE);
  const text = 'x'.repeat(Math.max(1, load.bytes - 60));
  const runId = Date.now().toString(36);
  let last = 0;
  try {
    return await run(load, async () => {
      last += 1;
      const _id = `${runId}-${last}`;
      await bare.insert({ _id, version: 1, text });
      for (let version = 2; version <= load.versions; version += 1) {
        if (!(await bare.replace({ _id, version, text })))
          throw new Error('a floor write was lost');
      }
    });
  } finally {
    await documents.close();
  }
}
