import { createHash } from 'node:crypto';
import { ManualClock } from '@tandem/core';
import { beforeEach, describe, expect, test } from 'vitest';
import { MemoryDocuments } from '../testing/memory-documents.ts';
import { received } from '../testing/received.ts';
import { filterOf, mayHold } from './filter.ts';
import { findEntries } from './find-entries.ts';
import { purgeChain, sealChain, sealOf } from './seal.ts';
import { AUDIT_SEGMENTS, EMPTY_CHAIN, hashOf, nextSegment, segmentId } from './segment.ts';
import { AUDIT_INDEX, indexSegment } from './segment-index.ts';
import { verifyAudit } from './verify.ts';

const REGION = 'us-east-1';
const clock = new ManualClock();
let documents: MemoryDocuments;

/** A chain of `count` segments with two entries each, a second apart. */
async function chainOf(count: number): Promise<void> {
  let head = EMPTY_CHAIN;
  for (let i = 0; i < count; i += 1) {
    const events = [received(2 * i, 1_000 * i + 1), received(2 * i + 1, 1_000 * i + 2)];
    const next = nextSegment(REGION, head, events);
    await documents.collection(AUDIT_SEGMENTS).insert(next.segment);
    await indexSegment(documents.collection(AUDIT_INDEX), next.segment, events, 60_000);
    head = next.head;
  }
}

const sealing = (epoch = 1) => ({
  documents,
  seal: sealOf(documents, REGION),
  epoch,
  now: clock.now(),
  maxEntries: 6,
  goOn: () => true,
});

beforeEach(() => {
  documents = new MemoryDocuments();
});

test('the hash is the one that docs/reference/audit.md describes', async () => {
  await chainOf(1);
  const segment = await documents.collection(AUDIT_SEGMENTS).get(`${REGION}:000000000001`);
  const header = '["us-east-1",1,2,1,2,[["trail/0",1,2]]]';
  const text = `${'0'.repeat(64)}\n${header}\n${segment?.entries}`;
  expect(segment?.hash).toBe(createHash('sha256').update(text).digest('hex'));
});

describe('verifyAudit', () => {
  test('an empty chain and a whole one are valid', async () => {
    expect(await verifyAudit(documents, REGION)).toMatchObject({ valid: true, segments: 0 });
    await chainOf(40);
    expect(await verifyAudit(documents, REGION)).toMatchObject({
      valid: true,
      segments: 40,
      entries: 80,
      head: { seq: 40 },
    });
  });

  test('another region has a chain of its own', async () => {
    await chainOf(2);
    expect(await verifyAudit(documents, 'us-west-2')).toMatchObject({ valid: true, segments: 0 });
  });

  test.each([
    ['an entry', { entries: 'trail/0/0 {}\ntrail/0/1 {}' }],
    ['a time', { firstAt: 5 }],
    ['the count', { count: 3 }],
    ['the marks', { marks: [['trail/0', 9, 9]] as const }],
    ['the hash', { hash: 'f'.repeat(64) }],
    ['the previous hash', { previousHash: 'f'.repeat(64) }],
  ])('says which segment was altered when %s was', async (_what, change) => {
    await chainOf(30);
    documents.tamper(AUDIT_SEGMENTS, segmentId(REGION, 20), change);
    expect(await verifyAudit(documents, REGION)).toMatchObject({
      valid: false,
      segments: 19,
      breach: { seq: 20, reason: 'altered' },
    });
  });

  test('an altered segment with its hash made anew no longer fits the next one', async () => {
    await chainOf(30);
    const id = segmentId(REGION, 20);
    const segment = await documents.collection(AUDIT_SEGMENTS).get(id);
    if (!segment) throw new Error('no segment');
    const altered = { ...segment, entries: 'trail/0/38 {}\ntrail/0/39 {}' };
    documents.tamper(AUDIT_SEGMENTS, id, { ...altered, hash: hashOf(altered) });
    expect(await verifyAudit(documents, REGION)).toMatchObject({
      breach: { seq: 21, reason: 'unlinked' },
    });
  });

  test('says where a segment is missing', async () => {
    await chainOf(30);
    documents.tamper(AUDIT_SEGMENTS, segmentId(REGION, 1), 'remove');
    expect((await verifyAudit(documents, REGION)).breach).toEqual({ seq: 1, reason: 'missing' });
  });

  test('a sealed chain cannot lose its end, nor its last segment be replaced', async () => {
    await chainOf(5);
    await sealOf(documents, REGION).stamp(1);
    await sealChain(sealing());
    const id = segmentId(REGION, 5);
    const last = await documents.collection(AUDIT_SEGMENTS).get(id);
    if (!last) throw new Error('no segment');
    const forged = { ...last, entries: 'trail/0/8 {}\ntrail/0/9 {}' };
    documents.tamper(AUDIT_SEGMENTS, id, { ...forged, hash: hashOf(forged) });
    expect((await verifyAudit(documents, REGION)).breach).toEqual({ seq: 5, reason: 'replaced' });
    documents.tamper(AUDIT_SEGMENTS, id, 'remove');
    expect((await verifyAudit(documents, REGION)).breach).toEqual({ seq: 5, reason: 'truncated' });
  });
});

describe('sealChain', () => {
  test('vouches for what it has checked, stretch by stretch', async () => {
    await chainOf(8);
    await sealOf(documents, REGION).stamp(3);
    const seal = await sealChain(sealing(3));
    expect(seal).toMatchObject({ epoch: 3, sealedSeq: 8, sealedEntries: 16 });
    expect((await verifyAudit(documents, REGION)).sealed).toMatchObject({ seq: 8, epoch: 3 });
    expect((await sealChain(sealing(3)))?.version).toBe(seal?.version);
  });

  test('stops at a breach, says so, and goes on when it is healed', async () => {
    await chainOf(8);
    await sealOf(documents, REGION).stamp(1);
    const id = segmentId(REGION, 4);
    const good = await documents.collection(AUDIT_SEGMENTS).get(id);
    documents.tamper(AUDIT_SEGMENTS, id, { entries: 'x' });
    const broken = await sealChain(sealing());
    expect(broken).toMatchObject({ sealedSeq: 3, breach: { seq: 4, reason: 'altered' } });
    expect((await sealChain(sealing()))?.version).toBe(broken?.version);
    documents.tamper(AUDIT_SEGMENTS, id, good ?? 'remove');
    const healed = await sealChain(sealing());
    expect(healed).toMatchObject({ sealedSeq: 8 });
    expect(healed?.breach).toBeUndefined();
  });

  test('the store refuses a seal of an older epoch', async () => {
    await chainOf(2);
    const seal = sealOf(documents, REGION);
    await seal.stamp(1);
    const seen = await seal.read();
    await seal.stamp(2);
    if (!seen) throw new Error('not stamped');
    await expect(seal.change(seen, 1, { sealedSeq: 2 })).rejects.toThrow('epoch 2');
    await expect(sealChain(sealing(1))).rejects.toThrow('epoch 2');
    expect(await seal.read()).toMatchObject({ epoch: 2, sealedSeq: 0 });
  });
});

describe('purgeChain', () => {
  test('removes sealed segments past their retention, and what is left verifies', async () => {
    await chainOf(10);
    await sealOf(documents, REGION).stamp(1);
    await sealChain(sealing());
    const purging = { ...sealing(), now: 10_000, retentionMs: 4_500, batch: 4 };
    expect(await purgeChain(purging)).toBe(4);
    expect(await verifyAudit(documents, REGION)).toMatchObject({ valid: true, segments: 6 });
    expect(await purgeChain(purging)).toBe(2);
    expect(await purgeChain(purging)).toBe(0);
    expect(await verifyAudit(documents, REGION)).toMatchObject({ valid: true, segments: 4 });
  });

  test('keeps what is not sealed', async () => {
    await chainOf(3);
    await sealOf(documents, REGION).stamp(1);
    const purging = { ...sealing(), now: 1e9, retentionMs: 1, batch: 100 };
    expect(await purgeChain(purging)).toBe(0);
  });

  test('a crash between the anchor and the removal leaves a valid chain and is finished later', async () => {
    await chainOf(10);
    await sealOf(documents, REGION).stamp(1);
    await sealChain(sealing());
    documents.interfere = ({ kind }) => {
      if (kind === 'remove') throw new Error('killed');
    };
    const purging = { ...sealing(), now: 10_000, retentionMs: 4_500, batch: 100 };
    await expect(purgeChain(purging)).rejects.toThrow('killed');
    expect(await verifyAudit(documents, REGION)).toMatchObject({ valid: true, segments: 4 });
    documents.interfere = () => undefined;
    expect(await purgeChain(purging)).toBe(6);
  });
});

describe('findEntries', () => {
  const id = received(10, 0).key;

  test('finds the entries of one transaction in its time, reading few segments', async () => {
    await chainOf(100);
    let read = 0;
    documents.interfere = ({ collection, kind }) => {
      if (collection === AUDIT_SEGMENTS.name && kind === 'get') read += 1;
    };
    const found = await findEntries(documents, REGION, id, 0, 100_000);
    expect(found).toMatchObject({ complete: true, notices: [{ transactionId: id }] });
    expect(read).toBeLessThan(10);
  });

  test('reads a segment that was never indexed', async () => {
    await chainOf(10);
    documents.tamper(AUDIT_INDEX, segmentId(REGION, 6), 'remove');
    const found = await findEntries(documents, REGION, id, 0, 100_000);
    expect(found.notices).toHaveLength(1);
  });

  test('looks no further than the end of the time', async () => {
    await chainOf(10);
    expect((await findEntries(documents, REGION, id, 0, 3_000)).notices).toEqual([]);
  });
});

test('the filter never denies an id that is in it and rarely admits another', () => {
  const ids = new Set(Array.from({ length: 500 }, (_, i) => received(i, 0).key));
  const filter = filterOf(ids);
  expect([...ids].every((id) => mayHold(filter, id))).toBe(true);
  const others = Array.from({ length: 5_000 }, (_, i) => received(10_000 + i, 0).key);
  expect(others.filter((id) => mayHold(filter, id)).length).toBeLessThan(100);
});
