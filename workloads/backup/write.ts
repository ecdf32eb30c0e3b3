import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Clock } from '@tandem/core';
import type { Archive, Documents, StoredDocument } from '@tandem/stores';
import { BACKED_UP, type BackedUp } from './collections.ts';
import { type BackupPart, backupId, folderOf, type Manifest, manifestKey } from './manifest.ts';

export interface WriteBackupOptions {
  readonly documents: Documents;
  readonly archive: Archive;
  /** Before every key: see `Archives`. */
  readonly prefix: string;
  readonly region: string;
  readonly epoch: number;
  readonly clock: Clock;
  /** Objects cannot be removed for so long. */
  readonly lockedForMs: number;
  /** Asked between pages; false ends the work early, without a manifest. */
  readonly goOn: () => boolean;
}

/** Documents read at once. */
const PAGE = 500;
/** Documents of one object: what is in memory at once, with its compressed form. */
const PART = 5_000;

const compress = promisify(gzip);

/**
 * Copies every collection that matters, a page at a time, in parts of JSON lines. Each document is as it was
 * when its page was read: the documents of one backup are not of one instant. Resolves to undefined when it
 * was ended early.
 */
export async function writeBackup(options: WriteBackupOptions): Promise<Manifest | undefined> {
  const { archive, prefix, region, epoch, clock, goOn } = options;
  const startedAt = clock.now();
  const id = backupId(startedAt);
  const lock = { lockedUntil: startedAt + options.lockedForMs, lockMode: 'governance' } as const;
  const parts: BackupPart[] = [];
  for (const collection of BACKED_UP) {
    let nth = 0;
    for await (const documents of partsOf(options, collection)) {
      if (!goOn()) return undefined;
      nth += 1;
      const { name } = collection.spec;
      const key = `${folderOf(prefix, id)}/${name}-${String(nth).padStart(6, '0')}.jsonl.gz`;
      const lines = documents.map((document) => `${JSON.stringify(document)}\n`).join('');
      const { sha256 } = await archive.put(key, await compress(lines), lock);
      parts.push({ key, collection: name, documents: documents.length, sha256 });
    }
  }
  if (!goOn()) return undefined;
  const manifest: Manifest = {
    format: 1,
    id,
    region,
    epoch,
    startedAt,
    endedAt: clock.now(),
    parts,
  };
  const body = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  await archive.put(manifestKey(prefix, id), body, lock);
  return manifest;
}

async function* partsOf(
  { documents, goOn }: WriteBackupOptions,
  { spec, index, keeps }: BackedUp,
): AsyncGenerator<readonly StoredDocument[]> {
  const fields = spec.indexes.find(({ name }) => name === index)?.fields ?? [];
  const collection = documents.collection(spec);
  let part: StoredDocument[] = [];
  let after: { readonly values: readonly (string | number)[]; readonly id: string } | undefined;
  for (;;) {
    const page = await collection.find({ index, limit: PAGE, ...(after && { after }) });
    part.push(...page.filter(keeps));
    const last = page.at(-1);
    const ended = !last || page.length < PAGE || !goOn();
    if (part.length >= PART || (ended && part.length > 0)) {
      yield part;
      part = [];
    }
    if (ended) return;
    after = { values: fields.map((field) => Reflect.get(last, field)), id: last._id };
  }
}
