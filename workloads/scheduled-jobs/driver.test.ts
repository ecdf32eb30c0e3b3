import { EVENT_TOPICS, ManualClock } from '@tandem/core';
import { beforeEach, describe, expect, test } from 'vitest';
import { decodeNotice, Ledger } from '../records/index.ts';
import { MemoryDocuments } from '../testing/memory-documents.ts';
import { MemoryEvents } from '../testing/memory-events.ts';
import { settle } from '../testing/settle.ts';
import { acceptedAnswer, newTransaction, resolved } from '../testing/transactions.ts';
import { Driver, type DriverOptions } from './driver.ts';

let clock: ManualClock;
let documents: MemoryDocuments;
let delivered: string[];

function regionOf(region: string, change: Partial<DriverOptions> = {}) {
  const events = new MemoryEvents(() => clock.now());
  const ledger = new Ledger({ documents, events, clock, region, onUnpublished: () => undefined });
  const driver = new Driver({
    ledger,
    clock,
    batch: 10,
    staleAfterMs: 10_000,
    callbackDelayMs: 15_000,
    canDeliver: () => true,
    deliver: ({ _id }) => delivered.push(_id),
    onDriven: () => undefined,
    onFailed: (error) => {
      throw error;
    },
    ...change,
  });
  const redriven = (topic: string) =>
    events.log.filter(
      (event) => event.topic === topic && decodeNotice(event.value).type === 'redriven',
    );
  return { ledger, driver, redriven };
}

beforeEach(() => {
  clock = new ManualClock();
  documents = new MemoryDocuments();
  delivered = [];
});

describe('Driver', () => {
  test('publishes again what an orphan owes, in the region that found it', async () => {
    const [east, west] = [regionOf('us-east-1'), regionOf('us-west-2')];
    const orphan = newTransaction(clock.now());
    await east.ledger.accept(orphan);
    await west.driver.sweep(0);
    expect(west.redriven(EVENT_TOPICS.accepted)).toHaveLength(0);
    clock.advance(10_000);
    await west.driver.sweep(0);
    expect(west.redriven(EVENT_TOPICS.accepted)).toHaveLength(1);
    await west.driver.sweep(0);
    expect(west.redriven(EVENT_TOPICS.accepted)).toHaveLength(1);
    expect((await west.ledger.get(orphan._id))?.driveAt).toBe(clock.now() + 10_000);
  });

  test('tells how long the oldest has been due, before it is driven', async () => {
    const overdue: number[] = [];
    const east = regionOf('us-east-1', { onOverdue: (ms) => overdue.push(ms) });
    await east.driver.sweep(0);
    await east.ledger.accept(newTransaction(clock.now()));
    clock.advance(13_000);
    await east.driver.sweep(0);
    await east.driver.sweep(0);
    expect(overdue).toEqual([0, 3_000, 0]);
  });

  test('two regions that sweep at once drive each orphan once', async () => {
    const [east, west] = [regionOf('us-east-1'), regionOf('us-west-2')];
    for (let i = 0; i < 35; i += 1) await east.ledger.accept(newTransaction(clock.now()));
    clock.advance(10_000);
    await Promise.all([east.driver.sweep(0), west.driver.sweep(0)]);
    const topic = EVENT_TOPICS.accepted;
    expect(east.redriven(topic).length + west.redriven(topic).length).toBe(35);
  });

  test('a region without the epoch waits its patience first', async () => {
    const west = regionOf('us-west-2');
    await west.ledger.accept(newTransaction(clock.now()));
    clock.advance(14_999);
    await west.driver.sweep(5_000);
    expect(west.redriven(EVENT_TOPICS.accepted)).toHaveLength(0);
    clock.advance(1);
    await west.driver.sweep(5_000);
    expect(west.redriven(EVENT_TOPICS.accepted)).toHaveLength(1);
  });

  test('takes over at once what a lost region had begun, and nothing that it may have sent', async () => {
    const [east, west] = [regionOf('us-east-1'), regionOf('us-west-2')];
    const begun = newTransaction(clock.now());
    const woken = newTransaction(clock.now());
    await east.ledger.accept(begun);
    await east.ledger.accept(woken);
    await east.ledger.apply(woken._id, resolved(clock.now()));
    await east.ledger.apply(woken._id, {
      type: 'wake-up-claimed',
      at: clock.now(),
      region: 'us-east-1',
      driveAt: clock.now() + 5_000,
      attempt: 1,
      maxAttempts: 2,
    });
    clock.advance(100);
    await west.driver.takeOver('us-east-1');
    await west.driver.takeOver('us-east-1');
    expect(west.redriven(EVENT_TOPICS.accepted).map(({ key }) => key)).toEqual([begun._id]);
    expect(west.redriven(EVENT_TOPICS.resolved)).toHaveLength(0);
    expect((await west.ledger.get(woken._id))?.driveAt).toBe(clock.now() + 4_900);
  });

  test('starts no work for a transaction past its deadline: that is for the timer', async () => {
    const east = regionOf('us-east-1');
    await east.ledger.accept(newTransaction(clock.now()));
    clock.advance(60_000);
    await east.driver.sweep(0);
    expect(east.redriven(EVENT_TOPICS.accepted)).toHaveLength(0);
  });

  test('delivers a callback again that nobody recorded, claiming it first', async () => {
    const east = regionOf('us-east-1');
    const { _id: id } = newTransaction(clock.now());
    await east.ledger.accept(newTransaction(clock.now(), { _id: id }));
    await east.ledger.apply(id, resolved(clock.now()));
    await east.ledger.apply(id, acceptedAnswer(clock.now()));
    clock.advance(15_000);
    await east.driver.sweep(0);
    await east.driver.sweep(0);
    expect(delivered).toEqual([id]);
  });

  test('what has no room is left untouched and holds up nothing behind it', async () => {
    const east = regionOf('us-east-1', {
      canDeliver: ({ customerId }) => customerId !== 'slow',
    });
    const ids: string[] = [];
    for (let i = 0; i < 200; i += 1) {
      const customerId = i < 195 ? 'slow' : 'quick';
      const transaction = newTransaction(clock.now() + i, { customerId });
      ids.push(transaction._id);
      await east.ledger.accept(transaction);
      await east.ledger.apply(transaction._id, resolved(clock.now() + i));
      await east.ledger.apply(transaction._id, acceptedAnswer(clock.now() + i));
    }
    await settle();
    clock.advance(60_000);
    const first = await east.ledger.get(ids[0] ?? '');
    // A sweep reads a bounded number of pages; the next one goes on behind them.
    for (let sweeps = 0; sweeps < 3; sweeps += 1) await east.driver.sweep(0);
    expect(delivered.sort()).toEqual(ids.slice(195).sort());
    expect((await east.ledger.get(ids[0] ?? ''))?.version).toBe(first?.version);
  });

  test('stops when documents do not answer', async () => {
    const east = regionOf('us-east-1');
    await east.ledger.accept(newTransaction(clock.now()));
    clock.advance(10_000);
    documents.cut();
    await expect(east.driver.sweep(0)).rejects.toThrow('cut off');
  });
});
