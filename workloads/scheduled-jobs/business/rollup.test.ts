import { ManualClock } from '@tandem/core';
import { StoreError } from '@tandem/stores';
import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryDocuments } from '../../testing/memory-documents.ts';
import { BUSINESS_HOURS, BusinessRollup } from './rollup.ts';

const HOUR_MS = 3_600_000;
const KEEP_MS = 730 * 24 * HOUR_MS;
let clock: ManualClock;
let documents: MemoryDocuments;

const rollupOf = (region: string) =>
  new BusinessRollup({ documents, clock, region, regions: 2, keepMs: KEEP_MS });
const hours = () => documents.collection(BUSINESS_HOURS).find({ index: 'when', limit: 10 });

beforeEach(() => {
  clock = new ManualClock();
  documents = new MemoryDocuments();
});

describe('business metrics', () => {
  it('are added up by the hour in which they were decided, over processes and regions', async () => {
    const now = clock.now();
    const [one, other, west] = ['us-east-1', 'us-east-1', 'us-west-2'].map(rollupOf);
    one?.count('APPROVED', now);
    one?.count('APPROVED', now);
    other?.count('APPROVED', now);
    other?.count('REJECTED', now);
    west?.count('NOT_AVAILABLE', now - HOUR_MS);
    for (const each of [one, other, west]) await each?.flush();
    expect((await hours()).map(({ region, outcomes }) => ({ region, outcomes }))).toEqual([
      { region: 'us-west-2', outcomes: { NOT_AVAILABLE: 1 } },
      { region: 'us-east-1', outcomes: { APPROVED: 3, REJECTED: 1 } },
    ]);
    expect(Object.fromEntries(west?.lastDay ?? [])).toMatchObject({
      APPROVED: 3,
      REJECTED: 1,
      NOT_AVAILABLE: 1,
      FAILED: 0,
    });
  });

  it('wait for the next flush when documents do not take them', async () => {
    const rollup = rollupOf('us-east-1');
    rollup.count('APPROVED', clock.now());
    documents.interfere = () => {
      throw new StoreError('unavailable', 'no primary');
    };
    await expect(rollup.flush()).rejects.toThrow('no primary');
    documents.interfere = () => undefined;
    rollup.count('APPROVED', clock.now());
    await rollup.flush();
    await rollup.flush();
    expect((await hours()).map(({ outcomes }) => outcomes)).toEqual([{ APPROVED: 2 }]);
  });

  it('are of the last day only, and kept for longer', async () => {
    const rollup = rollupOf('us-east-1');
    rollup.count('APPROVED', clock.now() - 30 * HOUR_MS);
    await rollup.flush();
    expect(rollup.lastDay.get('APPROVED')).toBe(0);
    const [hour] = await hours();
    expect(hour?.purgeAt).toBe((hour?.startsAt ?? 0) + KEEP_MS);
  });
});
