import { EVENT_TOPICS, type TransactionEvent } from '@tandem/core';
import { beforeEach, describe, expect, test } from 'vitest';
import { MemoryDocuments } from '../testing/memory-documents.ts';
import type { Ledger } from './ledger.ts';
import { ledgerOf } from './ledger-of.ts';
import { decodeNotice, TRAIL_TOPIC } from './notice.ts';
import { metricOf, settled, type TestContext, testContext } from './testing/context.ts';
import { acceptedAt, resolved } from './testing/transactions.ts';

const WEST = 'us-west-2';
let east: TestContext;
let west: TestContext;
let ledger: Ledger;

beforeEach(() => {
  const shared = new MemoryDocuments();
  east = testContext({ shared });
  west = testContext({ shared, clock: east.clock, region: WEST });
  ledger = ledgerOf(east);
});

const claim = (attempt: number, region = 'us-east-1'): TransactionEvent => ({
  type: 'wake-up-claimed',
  at: east.clock.now(),
  region,
  driveAt: east.clock.now() + 5_000,
  attempt,
  maxAttempts: 2,
});

const answered = (region = 'us-east-1', status: '00' | '01' = '00'): TransactionEvent => ({
  type: 'applet-answered',
  at: east.clock.now(),
  region,
  driveAt: east.clock.now() + 5_000,
  appletId: '89001000000000000001',
  status,
  answer: '',
  simUid: 'sim-0001',
  deviceUid: 'device-0001',
  lastImeiChange: '',
});

describe('accept', () => {
  test('stores once and publishes what the state owes', async () => {
    const transaction = acceptedAt(east.clock.now());
    expect(await ledger.accept(transaction)).toEqual({ kind: 'accepted' });
    await settled();
    const [event] = east.events.of(EVENT_TOPICS.accepted);
    expect(event?.key).toBe(transaction._id);
    expect(decodeNotice(event?.value ?? '')).toMatchObject({ type: 'accepted', version: 1 });
  });

  test('finds the transaction of the same request, also from another region (I3)', async () => {
    const first = acceptedAt(east.clock.now(), { requestId: 'r1' });
    await ledger.accept(first);
    const second = acceptedAt(east.clock.now(), { requestId: 'r1' });
    const outcome = await ledgerOf(west).accept(second);
    expect(outcome).toMatchObject({ kind: 'duplicate', existing: { _id: first._id } });
  });

  test('a retry of the very same write whose acknowledgement was lost is accepted', async () => {
    const transaction = acceptedAt(east.clock.now());
    east.documents.fault = ({ method }) =>
      method === 'insert' ? 'lost-acknowledgement' : undefined;
    await expect(ledger.accept(transaction)).rejects.toThrow('acknowledgement');
    east.documents.fault = () => undefined;
    expect(await ledger.accept(transaction)).toEqual({ kind: 'accepted' });
  });
});

describe('apply', () => {
  test('two regions that answer at the same moment reach one outcome (I2, I4)', async () => {
    const { _id } = await resolved(east);
    await ledgerOf(west).recall(_id);
    const results = await Promise.all([
      ledger.apply(_id, answered('us-east-1', '00')),
      ledgerOf(west).apply(_id, answered(WEST, '01')),
    ]);
    expect(results.map(({ kind }) => kind).sort()).toEqual(['moved', 'unchanged']);
    const moved = results.find(({ kind }) => kind === 'moved');
    const stored = await ledger.get(_id);
    expect(moved).toMatchObject({ transaction: { outcome: stored?.outcome } });
    await settled();
    const decided = [east, west].flatMap(({ events }) => events.of(EVENT_TOPICS.decided));
    expect(decided).toHaveLength(1);
  });

  test('one attempt claimed in two regions at once is won by one of them (I6)', async () => {
    const { _id } = await resolved(east);
    const results = await Promise.all([
      ledger.apply(_id, claim(1)),
      ledgerOf(west).apply(_id, claim(1, WEST)),
    ]);
    expect(results.filter(({ kind }) => kind === 'moved')).toHaveLength(1);
    expect((await ledger.get(_id))?.wakeUps).toHaveLength(1);
  });

  test.each(['lost-acknowledgement', 'denied'] as const)(
    'a claim whose write stands but was reported as %s is not claimed again (I6)',
    async (fault) => {
      const { _id } = await resolved(east);
      let faults = 1;
      east.documents.fault = ({ method }) =>
        method === 'replace' && faults-- > 0 ? fault : undefined;
      const first = await ledger.apply(_id, claim(1)).catch(() => 'failed');
      const second = await ledger.apply(_id, claim(1));
      expect(first).not.toMatchObject({ kind: 'moved' });
      expect(second).toMatchObject({ kind: 'unchanged', reason: 'already' });
      expect((await ledger.get(_id))?.wakeUps).toHaveLength(1);
    },
  );

  test('what this process remembers is never trusted over the document', async () => {
    const { _id } = await resolved(east);
    await ledgerOf(west).apply(_id, answered(WEST));
    expect(await ledger.recall(_id)).toMatchObject({ state: 'resolved' });
    expect(await ledger.apply(_id, answered())).toMatchObject({
      kind: 'unchanged',
      reason: 'already',
    });
    expect(await ledger.apply(_id, claim(1))).toMatchObject({ reason: 'decided' });
  });

  test('what this process remembers never refuses what the document allows', async () => {
    const transaction = acceptedAt(east.clock.now());
    await ledger.accept(transaction);
    const { _id } = transaction;
    await ledgerOf(west).apply(_id, {
      type: 'subscriber-resolved',
      at: east.clock.now(),
      region: WEST,
      driveAt: east.clock.now() + 10_000,
      subscriber: { appletId: '89001000000000000001', simUid: 's', deviceUid: 'd' },
    });
    expect(await ledger.recall(_id)).toMatchObject({ state: 'accepted' });
    expect(await ledger.apply(_id, answered())).toMatchObject({ kind: 'moved' });
  });

  test('an event made from the newest version is made again after a lost race', async () => {
    const { _id } = await resolved(east);
    await ledgerOf(west).apply(_id, claim(1, WEST));
    const seen: number[] = [];
    const applied = await ledger.apply(_id, ({ wakeUps }) => {
      seen.push(wakeUps.length);
      return claim(wakeUps.length + 1);
    });
    expect(applied).toMatchObject({ kind: 'moved' });
    expect(seen).toEqual([0, 1]);
  });

  test('says when there is no such transaction', async () => {
    expect(await ledger.apply('absent', claim(1))).toEqual({ kind: 'absent' });
  });
});

describe('publishing', () => {
  test('one call for each topic and turn, in the order of the moves', async () => {
    const calls: string[] = [];
    const publish = east.events.publish.bind(east.events);
    east.events.publish = (topic, messages) => {
      calls.push(`${topic} ${messages.length}`);
      return publish(topic, messages);
    };
    await Promise.all(Array.from({ length: 50 }, () => ledger.accept(acceptedAt(1))));
    for (let fact = 0; fact < 10; fact += 1) ledger.recordFact('t', 'applet-polled');
    await settled();
    expect(calls).toEqual([`${EVENT_TOPICS.accepted} 50`, `${TRAIL_TOPIC} 10`]);
  });

  test('events that the log did not take are counted; a redrive publishes them', async () => {
    east.events.down = true;
    const transaction = acceptedAt(east.clock.now());
    await ledger.accept(transaction);
    await settled();
    const labels = { topic: EVENT_TOPICS.accepted };
    expect(await metricOf(east, 'tandem_ledger_unpublished_total', labels)).toBe(1);
    east.events.down = false;
    await ledger.redrive(transaction);
    const [event] = east.events.of(EVENT_TOPICS.accepted);
    expect(decodeNotice(event?.value ?? '')).toMatchObject({ type: 'redriven' });
  });

  test('no event carries the number, sealed or hashed (I8)', async () => {
    const { _id, msisdnHash, msisdnSealed = '?' } = await resolved(east);
    await ledger.apply(_id, claim(1));
    await ledger.apply(_id, answered());
    await settled();
    const topics = [...Object.values(EVENT_TOPICS), TRAIL_TOPIC];
    const log = topics.flatMap((topic) => east.events.of(topic).map(({ value }) => value)).join();
    for (const secret of [msisdnHash, msisdnSealed, '4045550101'])
      expect(log).not.toContain(secret);
    expect((await ledger.get(_id))?.msisdnSealed).toBeUndefined();
  });
});
