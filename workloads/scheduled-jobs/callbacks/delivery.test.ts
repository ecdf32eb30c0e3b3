import { ManualClock, subjectIdentifier, type Transaction } from '@tandem/core';
import { StoreError } from '@tandem/stores';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { Ledger } from '../../records/index.ts';
import { MemoryDocuments } from '../../testing/memory-documents.ts';
import { MemoryEvents } from '../../testing/memory-events.ts';
import {
  acceptedAnswer,
  newTransaction,
  resolved,
  SUBSCRIBER,
} from '../../testing/transactions.ts';
import { callbackBody } from './body.ts';
import { listDeadLetters, retryAllDeadLetters, retryDeadLetter } from './dead-letters.ts';
import { deliverCallback } from './delivery.ts';
import { nextRetry } from './retry.ts';
import type { CallbackRequest, Sent } from './sender.ts';

const figures = { backoffMs: [1_000, 5_000, 30_000], jitter: 0.2, retryBudgetMs: 60_000 };
const account = {
  id: 'acme',
  callbackHosts: ['bank.example'],
  loopbackCallbacks: false,
  requestsPerSecond: undefined,
  clientSecretDigest: Buffer.alloc(32),
  signingSecret: 'a signing secret of tests',
};
let clock: ManualClock;
let documents: MemoryDocuments;
let ledger: Ledger;
let requests: CallbackRequest[];
let answer: Sent;

const ledgerIn = (region: string) =>
  new Ledger({
    documents,
    events: new MemoryEvents(() => clock.now()),
    clock,
    region,
    onUnpublished: () => undefined,
  });
const deliver = (id: string, by = ledger) =>
  deliverCallback(id, {
    ledger: by,
    clock,
    figures,
    accountOf: () => account,
    send: async (request) => {
      requests.push(request);
      return answer;
    },
    random: () => 0.5,
  });

async function decided(): Promise<string> {
  const transaction = newTransaction(clock.now());
  await ledger.accept(transaction);
  await ledger.apply(transaction._id, resolved(clock.now()));
  await ledger.apply(transaction._id, acceptedAnswer(clock.now()));
  return transaction._id;
}

beforeEach(() => {
  clock = new ManualClock();
  documents = new MemoryDocuments();
  ledger = ledgerIn('us-east-1');
  requests = [];
  answer = { kind: 'delivered', httpStatus: 200 };
});

describe('callbackBody', () => {
  test('has the documented fields, with identifiers of this customer only', async () => {
    const id = await decided();
    const transaction = (await ledger.get(id)) as Transaction;
    expect(JSON.parse(callbackBody(transaction, 'secret') ?? '')).toEqual({
      responseType: 'APPROVED',
      requestId: transaction.requestId,
      transactionId: id,
      status: 'ACCEPTED',
      simIdentifier: subjectIdentifier('secret', 'acme', SUBSCRIBER.simUid),
      deviceIdentifier: subjectIdentifier('secret', 'acme', SUBSCRIBER.deviceUid),
    });
    expect(callbackBody(newTransaction(0), 'secret')).toBeUndefined();
  });
});

describe('deliverCallback', () => {
  test('records a delivery and does not repeat it', async () => {
    const id = await decided();
    expect(await deliver(id)).toBe('delivered');
    expect(await deliver(id)).toBe('skipped');
    expect(await ledger.get(id)).toMatchObject({ callback: { state: 'delivered', attempts: 1 } });
    expect((await ledger.get(id))?.driveAt).toBeUndefined();
  });

  test('says the same again after a crash between the answer and its record', async () => {
    const id = await decided();
    documents.interfere = ({ kind }) => {
      if (kind === 'replace') throw new StoreError('unavailable', 'killed');
    };
    await expect(deliver(id)).rejects.toThrow('killed');
    documents.interfere = () => undefined;
    expect(await deliver(id, ledgerIn('us-west-2'))).toBe('delivered');
    expect(requests).toHaveLength(2);
    expect(requests[1]?.body).toBe(requests[0]?.body);
    expect(requests[1]?.transactionId).toBe(id);
  });

  test('retries by the schedule, then lies in the dead-letter list until it is retried', async () => {
    const id = await decided();
    answer = { kind: 'failed', reason: 'HTTP 503' };
    for (const delayMs of figures.backoffMs) {
      expect(await deliver(id)).toBe('retried');
      expect((await ledger.get(id))?.driveAt).toBe(clock.now() + delayMs);
      clock.advance(delayMs);
    }
    expect(await deliver(id)).toBe('dead');
    const { deadLetters } = await listDeadLetters(ledger, { limit: 10 });
    expect(deadLetters).toMatchObject([
      { transactionId: id, attempts: 4, lastError: 'HTTP 503', deadAt: clock.now() },
    ]);
    expect(await deliver(id)).toBe('skipped');
    answer = { kind: 'delivered', httpStatus: 200 };
    expect(await retryDeadLetter(ledger, clock, id)).toBe('requeued');
    expect(await retryDeadLetter(ledger, clock, id)).toBe('not-dead');
    expect(await retryDeadLetter(ledger, clock, 'nobody')).toBe('absent');
    expect((await listDeadLetters(ledger, { limit: 10 })).deadLetters).toEqual([]);
    expect(await deliver(id)).toBe('delivered');
    expect(new Set(requests.map(({ body }) => body)).size).toBe(1);
  });

  test('a customer without a secret is a failure like any other', async () => {
    const id = await decided();
    const result = await deliverCallback(id, {
      ledger,
      clock,
      figures,
      accountOf: () => undefined,
      send: () => Promise.reject(new Error('nothing may be sent')),
      random: () => 0.5,
    });
    expect(result).toBe('retried');
  });

  test('two regions that deliver at once leave one record', async () => {
    const id = await decided();
    await Promise.all([deliver(id), deliver(id, ledgerIn('us-west-2'))]);
    expect((await ledger.get(id))?.callback).toMatchObject({ state: 'delivered', attempts: 1 });
  });
});

describe('dead letters', () => {
  test('are listed newest first, page by page, and can be retried all at once', async () => {
    const ids: string[] = [];
    answer = { kind: 'failed', reason: 'HTTP 500' };
    for (let i = 0; i < 5; i += 1) {
      clock.advance(70_000);
      const id = await decided();
      ids.unshift(id);
      clock.advance(60_001);
      expect(await deliver(id)).toBe('dead');
    }
    const first = await listDeadLetters(ledger, { limit: 3 });
    const rest = await listDeadLetters(ledger, { limit: 3, after: first.next });
    const listed = [...first.deadLetters, ...rest.deadLetters];
    expect(listed.map(({ transactionId }) => transactionId)).toEqual(ids);
    expect(rest.next).toBeUndefined();
    expect(await retryAllDeadLetters(ledger, clock)).toBe(5);
    expect((await listDeadLetters(ledger, { limit: 3 })).deadLetters).toEqual([]);
  });
});

describe('nextRetry', () => {
  const failed = (attempts: number) =>
    newTransaction(0, {
      callback: { state: 'pending', attempts },
      outcome: {
        responseType: 'APPROVED',
        status: 'ACCEPTED',
        decidedAt: 0,
        region: 'us-east-1',
      },
    });

  test('stays within the jitter, the schedule and the budget', () => {
    const args = fc.tuple(fc.nat(6), fc.nat(120_000), fc.double({ min: 0, max: 0.999 }));
    fc.assert(
      fc.property(args, ([attempts, now, random]) => {
        const retryAt = nextRetry(failed(attempts), figures, now, random);
        const delayMs = figures.backoffMs[attempts];
        if (delayMs === undefined) expect(retryAt).toBeUndefined();
        if (retryAt === undefined || delayMs === undefined) return;
        expect(retryAt).toBeLessThanOrEqual(figures.retryBudgetMs);
        expect(retryAt - now).toBeGreaterThanOrEqual(Math.floor(delayMs * 0.8));
        expect(retryAt - now).toBeLessThanOrEqual(Math.ceil(delayMs * 1.2));
      }),
    );
  });

  test('a requeued callback has its whole budget again', () => {
    const old = failed(0);
    expect(nextRetry(old, figures, 100_000, 0.5)).toBeUndefined();
    const step = { at: 100_000, region: 'us-east-1', step: 'callback-requeued' };
    const requeued = { ...old, steps: [...old.steps, step] };
    expect(nextRetry(requeued, figures, 100_000, 0.5)).toBe(101_000);
  });
});
