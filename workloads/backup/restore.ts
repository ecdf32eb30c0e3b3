import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { systemClock } from '@tandem/core';
import { type Archive, type Documents, isStoreError, type StoredDocument } from '@tandem/stores';
import { inParallel } from '../pace/index.ts';
import { BACKED_UP } from './collections.ts';
import { backupsBelow, isManifestKey, type Manifest, parseManifest } from './manifest.ts';

const decompress = promisify(gunzip);
/** Writes under way at once. */
const CONCURRENCY = 32;

/** The backups that are whole, oldest first. Rejects naming the manifest that cannot be read. */
export async function listBackups(
  archive: Archive,
  prefixes: readonly string[],
): Promise<Manifest[]> {
  const manifests: Manifest[] = [];
  for (const prefix of prefixes) {
    for await (const { key } of archive.list(backupsBelow(prefix))) {
      if (isManifestKey(key)) manifests.push(parseManifest(key, await archive.get(key)));
    }
  }
  return manifests.sort((a, b) => a.startedAt - b.startedAt);
}

export interface Restored {
  readonly collection: string;
  readonly restored: number;
  /** There is a document of that id, or of that unique key: it stays as it is. */
  readonly kept: number;
}

/**
 * Inserts what the backup holds and documents do not. Nothing is written over, so a restore may be repeated
 * after it was cut short; every object is checked against its SHA-256 first. A restored document begins at a
 * version that no life of it before has reached, the time in milliseconds: whoever still remembers one, and would
 * write the next, is refused.
 */
export async function restoreBackup(
  archive: Archive,
  documents: Documents,
  manifest: Manifest,
  now = systemClock.now(),
): Promise<Restored[]> {
  const totals = new Map<string, { restored: number; kept: number }>();
  for (const { key, collection: name, sha256 } of manifest.parts) {
    const kind = BACKED_UP.find(({ spec }) => spec.name === name);
    if (!kind) throw new Error(`${key} is of ${name}, which this release does not restore`);
    const collection = documents.collection(kind.spec);
    const total = totals.get(name) ?? { restored: 0, kept: 0 };
    totals.set(name, total);
    const body = await archive.get(key);
    if (createHash('sha256').update(body).digest('hex') !== sha256) {
      throw new Error(
        `${key} is not what the manifest of ${manifest.id} names: its SHA-256 differs`,
      );
    }
    const part = (await documentsIn(key, body)).filter(kind.keeps);
    const errors = await inParallel(part, CONCURRENCY, async (document) => {
      if (await insertIfAbsent(collection, { ...document, version: now })) total.restored += 1;
      else total.kept += 1;
    });
    if (errors.length > 0) throw errors[0];
  }
  return [...totals].map(([collection, total]) => ({ collection, ...total }));
}

async function insertIfAbsent(
  collection: { insert(document: StoredDocument): Promise<void> },
  document: StoredDocument,
): Promise<boolean> {
  try {
    await collection.insert(document);
    return true;
  } catch (error) {
    if (isStoreError(error, 'duplicate')) return false;
    throw error;
  }
}

async function documentsIn(key: string, body: Uint8Array): Promise<StoredDocument[]> {
  const text = (await decompress(body)).toString('utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line, at) => {
      const document: unknown = JSON.parse(line);
      if (typeof document === 'object' && document !== null && '_id' in document) {
        return document as StoredDocument;
      }
      throw new Error(`${key} line ${at + 1} is no document`);
    });
}
