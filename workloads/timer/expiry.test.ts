import { ManualClock } from '@tandem/core';
import { beforeEach, describe, expect, test } from 'vitest';
import { Ledger } from '../records/index.ts';
import { MemoryDocuments } from '../testing/memory-documents.ts';
import { MemoryEvents } from '../testing/memory-events.ts';
import { acceptedAnswer, newTransaction, resolved } from '../testing/transactions.ts';
import { sweepExpired } from './expiry.ts';

let clock: ManualClock;
let documents: MemoryDocuments;
let late: number[];
let elsewhere: number;
let failed: unknown[];

const ledgerIn = (region: string) =>
  new Ledger({
    documents,
    events: new MemoryEvents(() => clock.now()),
    clock,
    region,
    onUnpublished: () => undefined,
  });
const sweep = (ledger: Ledger, batch = 100) =>
  sweepExpired({
    ledger,
    clock,
    batch,
    callbackDelayMs: 15_000,
    onExpired: (lateMs) => late.push(lateMs),
    onDecidedElsewhere: () => {
      elsewhere += 1;
    },
    onFailed: (error) => failed.push(error),
  });

beforeEach(() => {
  clock = new ManualClock();
  documents = new MemoryDocuments();
  late = [];
  elsewhere = 0;
  failed = [];
});

describe('sweepExpired', () => {
  test('leaves a transaction alone until its deadline, then ends it as NOT_AVAILABLE', async () => {
    const ledger = ledgerIn('us-east-1');
    const transaction = newTransaction(clock.now());
    await ledger.accept(transaction);
    clock.advance(59_999);
    expect(await sweep(ledger)).toBe(0);
    clock.advance(1 + 250);
    expect(await sweep(ledger)).toBe(1);
    expect(late).toEqual([250]);
    const ended = await ledger.get(transaction._id);
    expect(ended?.outcome).toMatchObject({
      responseType: 'NOT_AVAILABLE',
      status: 'TIMER_EXPIRED',
      region: 'us-east-1',
    });
    expect(ended?.driveAt).toBe(clock.now() + 15_000);
    expect(await sweep(ledger)).toBe(0);
  });

  test('keeps no form of the number that can be opened once the outcome stands', async () => {
    const ledger = ledgerIn('us-east-1');
    const transaction = newTransaction(clock.now());
    await ledger.accept(transaction);
    expect(documents.atRest()).toContain('msisdnSealed');
    clock.advance(60_000);
    await sweep(ledger);
    expect(documents.atRest()).not.toMatch(/msisdnSealed|\+1404/);
  });

  test('two regions that sweep at once give one outcome', async () => {
    const [east, west] = [ledgerIn('us-east-1'), ledgerIn('us-west-2')];
    for (let i = 0; i < 200; i += 1) await east.accept(newTransaction(clock.now()));
    clock.advance(60_000);
    const [inEast, inWest] = await Promise.all([sweep(east, 30), sweep(west, 30)]);
    expect(inEast + inWest).toBe(200);
    const all = await east.find({ index: 'recent', limit: 300 });
    for (const { steps } of all) {
      expect(steps.filter(({ step }) => step === 'deadline-reached')).toHaveLength(1);
    }
  });

  test('an answer that is written first stands', async () => {
    const [east, west] = [ledgerIn('us-east-1'), ledgerIn('us-west-2')];
    const transaction = newTransaction(clock.now());
    await east.accept(transaction);
    await east.apply(transaction._id, resolved(clock.now()));
    clock.advance(59_999);
    const answeredAt = clock.now();
    documents.interfere = async ({ kind }) => {
      if (kind !== 'replace') return;
      documents.interfere = () => undefined;
      await west.apply(transaction._id, acceptedAnswer(answeredAt, 'us-west-2'));
    };
    clock.advance(1);
    expect(await sweep(east)).toBe(0);
    expect(elsewhere).toBe(1);
    const ended = await east.get(transaction._id);
    expect(ended?.outcome).toMatchObject({ responseType: 'APPROVED', region: 'us-west-2' });
  });

  test('catches up after an outage in one sweep of bounded pages', async () => {
    const ledger = ledgerIn('us-east-1');
    for (let i = 0; i < 95; i += 1) await ledger.accept(newTransaction(clock.now() + i));
    clock.advance(600_000);
    const heal = documents.cut();
    await expect(sweep(ledger, 10)).rejects.toThrow('cut off');
    heal();
    expect(await sweep(ledger, 10)).toBe(95);
    expect(Math.max(...late)).toBe(540_000);
  });

  test('a transaction that cannot be moved holds up no other', async () => {
    const ledger = ledgerIn('us-east-1');
    const stuck = newTransaction(clock.now() - 1_000);
    await ledger.accept(stuck);
    for (let i = 0; i < 5; i += 1) await ledger.accept(newTransaction(clock.now()));
    clock.advance(60_000);
    documents.interfere = ({ kind, id }) => {
      if (kind === 'replace' && id === stuck._id) throw new Error('refused');
    };
    expect(await sweep(ledger, 2)).toBe(5);
    expect(failed).toEqual([new Error('refused')]);
    expect(await sweep(ledger, 2)).toBe(0);
  });
});
