import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryArchive } from '../records/testing/memory-archive.ts';
import { MemoryDocuments } from '../testing/memory-documents.ts';
import { archiveChain, archiveCursorOf } from './archive-chain.ts';
import { sealChain, sealOf } from './seal.ts';
import { AUDIT_SEGMENTS, EMPTY_CHAIN, nextSegment } from './segment.ts';

const REGION = 'us-east-1';
let documents: MemoryDocuments;
let archive: MemoryArchive;

beforeEach(() => {
  documents = new MemoryDocuments();
  archive = new MemoryArchive();
});

async function append(count: number, from = EMPTY_CHAIN): Promise<typeof EMPTY_CHAIN> {
  let head = from;
  for (let nth = 0; nth < count; nth += 1) {
    const event = {
      topic: 'trail',
      partition: 0,
      offset: head.seq,
      key: 'k',
      value: '{}',
      publishedAt: 1_000 + head.seq,
    };
    const next = nextSegment(REGION, head, [event]);
    await documents.collection(AUDIT_SEGMENTS).insert(next.segment);
    head = next.head;
  }
  return head;
}

async function sealAll(): Promise<void> {
  const seal = sealOf(documents, REGION);
  await seal.stamp(1);
  await sealChain({ documents, seal, epoch: 1, now: 5_000, maxEntries: 100, goOn: () => true });
}

async function archiveAll(epoch = 1): Promise<number> {
  const cursor = archiveCursorOf(documents, REGION);
  await cursor.stamp(epoch);
  return archiveChain({
    documents,
    archive,
    prefix: 'use1/',
    cursor,
    epoch,
    maxSegments: 4,
    retentionMs: 10_000,
    goOn: () => true,
  });
}

describe('the archive of a chain', () => {
  it('gets sealed segments alone, each once, locked for their retention', async () => {
    const head = await append(6);
    await sealAll();
    await append(2, head);
    expect(await archiveAll()).toBe(6);
    expect([...archive.objects.keys()]).toEqual([
      'use1/audit/us-east-1/000000000001-000000000004.jsonl.gz',
      'use1/audit/us-east-1/000000000005-000000000006.jsonl.gz',
    ]);
    const [key = ''] = archive.objects.keys();
    const lines = gunzipSync(archive.objects.get(key) ?? '')
      .toString('utf8')
      .trim()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line).seq)).toEqual([1, 2, 3, 4]);
    expect(archive.lockedUntil.get(key)).toBe(1_003 + 10_000);
    expect(await archiveAll()).toBe(0);
    await sealAll();
    expect(await archiveAll()).toBe(2);
  });

  it('keeps its place while the archive does not answer', async () => {
    await append(3);
    await sealAll();
    archive.unavailable = true;
    await expect(archiveAll()).rejects.toThrow('does not answer');
    archive.unavailable = false;
    expect(await archiveAll()).toBe(3);
  });

  it('goes on behind what a run before put, however that compressed it, and never writes over another', async () => {
    await append(3);
    await sealAll();
    expect(await archiveAll()).toBe(3);
    const [key = ''] = archive.objects.keys();
    const text = gunzipSync(archive.objects.get(key) ?? '');
    documents = new MemoryDocuments();
    await append(3);
    await sealAll();
    archive.objects.set(key, gzipSync(text, { level: 1, memLevel: 1 }));
    expect(await archiveAll()).toBe(3);
    documents = new MemoryDocuments();
    await append(3);
    await sealAll();
    archive.objects.set(key, gzipSync('of another life'));
    await expect(archiveAll()).rejects.toThrow('already, with other content');
  });

  it('is written by the holder of the epoch alone', async () => {
    await append(1);
    await sealAll();
    await archiveCursorOf(documents, REGION).stamp(2);
    await expect(archiveAll(1)).rejects.toThrow('epoch 2');
  });
});
