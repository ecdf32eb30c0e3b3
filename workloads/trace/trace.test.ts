import { readFileSync } from 'node:fs';
import { ManualClock, type Transaction, type WakeUp } from '@tandem/core';
import { beforeEach, describe, expect, test } from 'vitest';
import { AUDIT_INDEX, AUDIT_SEGMENTS } from '../audit/index.ts';
import { EMPTY_CHAIN, nextSegment } from '../audit/segment.ts';
import { indexSegment } from '../audit/segment-index.ts';
import {
  CUSTOMERS,
  type FactType,
  Ledger,
  SMSC_MESSAGES,
  type SmscMessage,
} from '../records/index.ts';
import { MemoryDocuments } from '../testing/memory-documents.ts';
import { MemoryEvents } from '../testing/memory-events.ts';
import { received } from '../testing/received.ts';
import { settle } from '../testing/settle.ts';
import { newTransaction, resolved, SUBSCRIBER } from '../testing/transactions.ts';
import { CAUSES, likelyCause, OTHER_ENDS } from './causes.ts';
import { traceOf } from './trace.ts';

const REGIONS = ['us-east-1', 'us-west-2'];

function expired(change: Partial<Transaction> = {}): Transaction {
  const { expiresAt: _e, msisdnSealed: _s, ...rest } = newTransaction(0, change);
  const outcome = {
    responseType: 'NOT_AVAILABLE',
    status: 'TIMER_EXPIRED',
    decidedAt: 60_000,
    region: 'us-east-1',
  } as const;
  return { ...rest, state: 'decided', outcome, ...change };
}
const wakeUp = (change: Partial<WakeUp> = {}): WakeUp[] => [
  { attempt: 1, claimedAt: 1, region: 'us-east-1', ...change },
];
const message = (state?: string): SmscMessage => ({
  _id: 'message-1',
  version: 1,
  transactionId: 'T',
  attempt: 1,
  submittedAt: 2,
  submittedIn: 'us-east-1',
  purgeAt: 1e12,
  ...(state && { receipt: { state, at: 3, region: 'us-west-2' } }),
});
const causeOf = (
  change: Partial<Transaction>,
  messages: readonly SmscMessage[] = [],
  facts: readonly (FactType | readonly [FactType, string])[] = [],
) =>
  likelyCause({
    transaction: expired(change),
    messages,
    facts: new Map(facts.map((fact) => (typeof fact === 'string' ? [fact, ''] : fact))),
  });

const subscriber = SUBSCRIBER;
const sent = { subscriber, wakeUps: wakeUp() };

describe('likelyCause', () => {
  test.each([
    ['not-resolved', {}, [], []],
    ['no-bind', { subscriber }, [], []],
    ['wake-up-interrupted', sent, [], []],
    ['smsc-silent', { subscriber, wakeUps: wakeUp({ result: 'timed-out' }) }, [], []],
    ['link-lost', { subscriber, wakeUps: wakeUp({ result: 'link-lost' }) }, [], []],
    [
      'refused',
      { subscriber, wakeUps: wakeUp({ result: 'refused', commandStatus: 0x0b }) },
      [],
      [],
    ],
    [
      'throttled',
      { subscriber, wakeUps: wakeUp({ result: 'refused', commandStatus: 0x58 }) },
      [],
      [],
    ],
    ['no-receipt', sent, [message()], []],
    ['no-receipt', sent, [], ['wake-up-accepted']],
    ['no-poll', sent, [message('DELIVERED')], []],
    ['wrong-key', sent, [message('DELIVERED')], ['frame-refused']],
    ['no-bind', { subscriber }, [], [['wake-up-unsent', 'unbound']]],
    ['throttled', { subscriber }, [], [['wake-up-unsent', 'throttled']]],
    ['window-full', { subscriber }, [], [['wake-up-unsent', 'full']]],
    ['not-delivered', sent, [message('UNDELIVERABLE')], []],
    ['not-delivered', sent, [message('EXPIRED')], []],
    ['no-answer', { ...sent, presentedAt: 5 }, [message('DELIVERED')], []],
    ['no-answer', sent, [message('DELIVERED')], ['notification-sent']],
    ['toolkit-busy', sent, [message('DELIVERED')], ['notification-sent', 'answer-busy']],
    ['answer-late', { ...sent, presentedAt: 5 }, [message('DELIVERED')], ['answer-late']],
  ] as [string, Partial<Transaction>, SmscMessage[], (FactType | [FactType, string])[]][])(
    'is %s for %o %o %o',
    (name, change, messages, facts) => {
      const cause = causeOf(change, messages, facts);
      expect(cause?.name).toBe(name);
      expect(cause?.sentence).toMatch(/^[A-Z].*\.$/);
    },
  );

  test('is no-input when the applet said so', () => {
    const outcome = { ...expired().outcome, status: 'NO_INPUT' } as Transaction['outcome'];
    expect(causeOf(outcome ? { outcome } : {})?.name).toBe('no-input');
  });

  test('says what the operator said of a handset that got nothing', () => {
    const unreachable = { ...sent, subscriber: { ...subscriber, reachable: false } };
    expect(causeOf(unreachable, [message('EXPIRED')])?.sentence).toContain('not reachable');
  });

  test('names the command_status of a refusal', () => {
    const refused = { subscriber, wakeUps: wakeUp({ result: 'refused', commandStatus: 0x0b }) };
    expect(causeOf(refused)?.sentence).toContain('0x0000000b');
  });

  test.each([
    ['no-applet', 'NOT_REGISTERED', 'UNKNOWN_SUBSCRIBER'],
    ['declined', 'REJECTED', 'REFUSED'],
    ['applet-error', 'FAILED', 'APPLET_ERROR'],
    ['invalid-answer', 'FAILED', 'INVALID_ANSWER'],
  ] as const)('is %s for %s, %s', (name, responseType, status) => {
    const outcome = { responseType, status, decidedAt: 9, region: 'us-east-1' } as const;
    expect(causeOf({ outcome })?.name).toBe(name);
  });

  test('there is none of a good end, nor before any', () => {
    const good = { responseType: 'APPROVED', status: 'ACCEPTED' } as const;
    expect(causeOf({ outcome: { ...good, decidedAt: 9, region: 'us-east-1' } })).toBeUndefined();
    const transaction = newTransaction(0);
    expect(likelyCause({ transaction, messages: [], facts: new Map() })).toBeUndefined();
  });

  test('docs/guides/support.md explains each of them, in the order of the rules', () => {
    const guide = readFileSync(new URL('../../docs/guides/support.md', import.meta.url), 'utf8');
    const documented = (title: string) => {
      const section = guide.split(`## ${title}`)[1]?.split('\n## ')[0] ?? '';
      return [...section.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
    };
    expect(documented('Causes of NOT_AVAILABLE')).toEqual(CAUSES.map(({ name }) => name));
    expect(documented('Causes of other ends')).toEqual(OTHER_ENDS.map(({ name }) => name));
  });
});

describe('traceOf', () => {
  let clock: ManualClock;
  let documents: MemoryDocuments;
  let ledger: Ledger;

  beforeEach(() => {
    clock = new ManualClock();
    documents = new MemoryDocuments();
    const events = new MemoryEvents(() => clock.now());
    ledger = new Ledger({
      documents,
      events,
      clock,
      region: 'us-east-1',
      onUnpublished: () => undefined,
    });
  });

  async function story(): Promise<Transaction> {
    const transaction = newTransaction(clock.now(), { requestId: 'order-1' });
    const { _id: id } = transaction;
    await ledger.accept(transaction);
    const start = clock.now();
    clock.advance(10);
    await ledger.apply(id, resolved(clock.now()));
    await documents.collection(SMSC_MESSAGES).insert({
      ...message('DELIVERED'),
      transactionId: id,
      submittedAt: start + 20,
      receipt: { state: 'DELIVERED', at: start + 40, region: 'us-west-2' },
    });
    const facts = [
      received(0, start + 30, { transactionId: id, type: 'notification-sent', at: start + 30 }),
      received(1, start + 40, { transactionId: id, type: 'receipt-arrived', at: start + 40 }),
      received(2, start + 10, { transactionId: id, type: 'subscriber-resolved', at: start + 10 }),
      received(3, start + 50),
    ];
    const { segment } = nextSegment('us-west-2', EMPTY_CHAIN, facts);
    await documents.collection(AUDIT_SEGMENTS).insert(segment);
    await indexSegment(documents.collection(AUDIT_INDEX), segment, facts, 1e9);
    clock.advance(60_000);
    await ledger.apply(id, {
      type: 'deadline-reached',
      at: clock.now(),
      region: 'us-east-1',
      driveAt: clock.now(),
    });
    await settle();
    return transaction;
  }

  test('joins transaction, SMSC and audit log in the order of time, each thing once', async () => {
    const { _id: id } = await story();
    const trace = await traceOf(documents, REGIONS, { id });
    expect(trace?.lines.map(({ source, what }) => `${source} ${what}`)).toEqual([
      'transaction accepted',
      'transaction subscriber-resolved',
      'smsc sms-accepted',
      'audit notification-sent',
      'smsc sms-receipt',
      'transaction deadline-reached',
    ]);
    expect(trace).toMatchObject({
      transactionId: id,
      requestId: 'order-1',
      outcome: { responseType: 'NOT_AVAILABLE', status: 'TIMER_EXPIRED' },
      cause: { name: 'no-answer' },
      complete: true,
    });
    expect(JSON.stringify(trace)).not.toMatch(/1404555|msisdn|sim-uid/i);
  });

  test('finds a requestId of a named customer, or of any', async () => {
    const { _id: id } = await story();
    await documents.collection(CUSTOMERS).insert({
      _id: 'acme',
      version: 1,
      name: 'Acme',
      clientId: 'acme-client',
      callbackHosts: [],
      loopbackCallbacks: false,
    });
    for (const query of [{ id: 'order-1' }, { id: 'order-1', customerId: 'acme' }]) {
      expect((await traceOf(documents, REGIONS, query))?.transactionId).toBe(id);
    }
    const others = [
      { id: 'order-1', customerId: 'other' },
      { id, customerId: 'other' },
    ];
    for (const query of [...others, { id: 'order-2' }]) {
      expect(await traceOf(documents, REGIONS, query)).toBeUndefined();
    }
  });
});
