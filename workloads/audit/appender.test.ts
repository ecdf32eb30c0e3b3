import { ManualClock } from '@tandem/core';
import { type ReceivedEvent, StoreError } from '@tandem/stores';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { MemoryDocuments } from '../testing/memory-documents.ts';
import { received } from '../testing/received.ts';
import { passTime, settle } from '../testing/settle.ts';
import { ChainAppender } from './appender.ts';
import { exportAudit } from './export.ts';
import { AUDIT_SEGMENTS } from './segment.ts';
import { verifyAudit } from './verify.ts';

const REGION = 'us-east-1';
let clock: ManualClock;
let documents: MemoryDocuments;
let races: number;

function appender(maxEntries = 4) {
  return new ChainAppender({
    documents,
    clock,
    region: REGION,
    maxEntries,
    lingerMs: 200,
    retryMs: 500,
    onAppended: () => undefined,
    onUnavailable: () => undefined,
    onRace: () => {
      races += 1;
    },
  });
}

const run = (from: number, to: number, partition = 0): ReceivedEvent[] =>
  Array.from({ length: to - from + 1 }, (_, i) =>
    received(from + i, 1_000 + from + i, {}, { partition }),
  );

async function positions(): Promise<string[]> {
  const all: string[] = [];
  for await (const { topic, partition, offset } of exportAudit(documents, REGION)) {
    all.push(`${topic}/${partition}/${offset}`);
  }
  return all;
}

beforeEach(() => {
  clock = new ManualClock();
  documents = new MemoryDocuments();
  races = 0;
});

describe('ChainAppender', () => {
  test('writes a segment when it is full, or when its first entry has waited', async () => {
    const chain = appender();
    await chain.append(run(0, 3));
    const late = chain.append(run(4, 4));
    await settle();
    expect((await verifyAudit(documents, REGION)).segments).toBe(1);
    clock.advance(200);
    await late;
    expect(await verifyAudit(documents, REGION)).toMatchObject({
      valid: true,
      segments: 2,
      entries: 5,
      head: { seq: 2 },
    });
    expect(clock.pendingTasks).toBe(0);
  });

  test('does not append again what the log delivers again, also after a restart', async () => {
    await appender().append(run(0, 5));
    const restarted = appender();
    await restarted.append(run(0, 5));
    await restarted.append(run(4, 8));
    expect(await positions()).toEqual(run(0, 8).map(({ offset }) => `trail/0/${offset}`));
  });

  test('takes the events of a partition that was made anew', async () => {
    const chain = appender();
    await chain.append(run(0, 5));
    const anew = [0, 1, 2, 3].map((offset) => received(offset, 9_000 + offset));
    await chain.append(anew);
    await chain.append(anew);
    expect(await verifyAudit(documents, REGION)).toMatchObject({ valid: true, entries: 10 });
  });

  test('keeps one chain with two appenders, each entry once', async () => {
    const [one, two] = [appender(), appender()];
    const work: Promise<void>[] = [];
    for (let i = 0; i < 40; i += 4) {
      work.push(one.append(run(i, i + 3, 0)), two.append(run(i, i + 3, 1)));
      // The same batches at the other one, as when a partition moves between them.
      if (i % 8 === 0) work.push(two.append(run(i, i + 3, 0)));
    }
    await passTime(clock, 1_000, 100);
    await Promise.all(work);
    expect(races).toBeGreaterThan(0);
    expect(await verifyAudit(documents, REGION)).toMatchObject({ valid: true, entries: 80 });
    expect(new Set(await positions()).size).toBe(80);
  });

  test('a write whose acknowledgement was lost is not repeated', async () => {
    const segments = documents.collection(AUDIT_SEGMENTS);
    const insert = segments.insert.bind(segments);
    let lose = true;
    segments.insert = async (segment) => {
      await insert(segment);
      if (lose) {
        lose = false;
        throw new StoreError('unavailable', 'no answer');
      }
    };
    const done = appender().append(run(0, 3));
    await passTime(clock, 1_000, 100);
    await done;
    expect(await verifyAudit(documents, REGION)).toMatchObject({ valid: true, entries: 4 });
  });

  test('waits for documents that are away and loses nothing', async () => {
    const heal = documents.cut();
    const done = appender().append(run(0, 3));
    await passTime(clock, 20_000, 250);
    heal();
    await passTime(clock, 1_000, 100);
    await done;
    expect(await verifyAudit(documents, REGION)).toMatchObject({ valid: true, entries: 4 });
  });

  test('hurries when the process ends, and gives back what it could not write', async () => {
    const chain = appender(100);
    const quick = chain.append(run(0, 0));
    chain.hurry();
    await quick;
    documents.cut();
    const stuck = chain.append(run(1, 1));
    const refused = expect(stuck).rejects.toThrow();
    await settle();
    chain.stop();
    await passTime(clock, 1_000, 250);
    await refused;
    await expect(chain.append(run(2, 2))).rejects.toThrow('stopped');
  });

  test('an event that is no notice is kept as one line', async () => {
    const odd = { ...received(0, 1), value: 'not\njson' };
    await appender(1).append([odd]);
    const exported = [];
    for await (const entry of exportAudit(documents, REGION)) exported.push(entry);
    expect(exported).toMatchObject([{ segment: `${REGION}:000000000001`, event: '"not\\njson"' }]);
    expect(await verifyAudit(documents, REGION)).toMatchObject({ valid: true, entries: 1 });
  });

  test('whatever is redelivered in whatever batches, each offset is in the chain once', async () => {
    const batch = fc.record({
      which: fc.boolean(),
      from: fc.integer({ min: 0, max: 20 }),
      size: fc.integer({ min: 1, max: 9 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { maxLength: 20 }), async (batches) => {
        documents = new MemoryDocuments();
        const chains = [appender(), appender()] as const;
        let next = 0;
        for (const { which, from, size } of batches) {
          // A consumer group never skips an offset: it starts at or before the first one not committed.
          const start = Math.min(from, next);
          next = Math.max(next, start + size);
          const done = chains[which ? 0 : 1].append(run(start, start + size - 1));
          await passTime(clock, 200, 200);
          await done;
        }
        const all = await positions();
        expect(all).toEqual(Array.from({ length: next }, (_, i) => `trail/0/${i}`));
        expect((await verifyAudit(documents, REGION)).valid).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
