import { ManualClock } from '@tandem/core';
import type { WorkloadContext } from '@tandem/runtime';
import { beforeEach, describe, expect, test } from 'vitest';
import { Ledger } from '../records/index.ts';
import { testContext } from '../records/testing/context.ts';
import { MemoryDocuments } from '../testing/memory-documents.ts';
import { MemoryEvents } from '../testing/memory-events.ts';
import { passTime } from '../testing/settle.ts';
import { acceptedAnswer, NUMBER, newTransaction, resolved } from '../testing/transactions.ts';
import { exportAudit } from './export.ts';
import { AUDIT_SEGMENTS } from './segment.ts';
import { verifyAudit } from './verify.ts';
import { createAudit } from './workload.ts';

let clock: ManualClock;
let documents: MemoryDocuments;
let events: MemoryEvents;
let context: WorkloadContext;

beforeEach(() => {
  clock = new ManualClock();
  documents = new MemoryDocuments();
  events = new MemoryEvents(() => clock.now());
  context = { ...testContext({ clock }), documents, events };
});

async function lives(count: number): Promise<string[]> {
  const { region } = context;
  const onUnpublished = () => undefined;
  const ledger = new Ledger({ documents, events, clock, region, onUnpublished });
  const ids: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const transaction = newTransaction(clock.now());
    ids.push(transaction._id);
    await ledger.accept(transaction);
    await ledger.apply(transaction._id, resolved(clock.now()));
    ledger.recordFact(transaction._id, 'notification-sent', 'mailbox');
    await ledger.apply(transaction._id, acceptedAnswer(clock.now()));
    await passTime(clock, 50, 50);
  }
  return ids;
}

describe('audit', () => {
  test('every outcome is in the chain, which names no person', async () => {
    const audit = createAudit(context);
    expect(audit.health().ready).toBe(false);
    await audit.start();
    const ids = await lives(20);
    await passTime(clock, 1_000, 100);
    expect(audit.health()).toEqual({ ready: true });
    const outcomes: unknown[] = [];
    for await (const { topic, event } of exportAudit(documents, context.region)) {
      if (topic !== 'transaction-decided') continue;
      outcomes.push((event as { transactionId: string }).transactionId);
    }
    expect(outcomes).toEqual(ids);
    const { valid, entries } = await verifyAudit(documents, context.region);
    expect([valid, entries]).toEqual([true, 80]);
    const chain = await documents
      .collection(AUDIT_SEGMENTS)
      .find({ index: 'chain', equals: [context.region], limit: 100 });
    const text = JSON.stringify(chain);
    expect(text).not.toContain(NUMBER.slice(1));
    expect(text).not.toMatch(/msisdn|sim-uid|device-uid|secret/i);
    await audit.drain(1_000);
    expect(clock.pendingTasks).toBe(0);
  });

  test('a whole log that is delivered again changes nothing', async () => {
    const audit = createAudit(context);
    await audit.start();
    await lives(5);
    await passTime(clock, 1_000, 100);
    const before = await verifyAudit(documents, context.region);
    for (const topic of context.topology.events.topics) {
      const again = events.redeliver(topic.name);
      await passTime(clock, 500, 100);
      await again;
    }
    expect(await verifyAudit(documents, context.region)).toEqual(before);
    await audit.drain(1_000);
  });

  test('says that it is not ready while the chain cannot be written', async () => {
    const audit = createAudit(context);
    await audit.start();
    const ids = lives(1);
    await ids;
    const heal = documents.cut();
    await passTime(clock, 1_000, 100);
    expect(audit.health()).toMatchObject({ ready: false });
    heal();
    await passTime(clock, 2_000, 100);
    expect(audit.health()).toEqual({ ready: true });
    await audit.drain(1_000);
  });
});
