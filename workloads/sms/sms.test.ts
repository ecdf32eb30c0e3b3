import { AppletKeyring, parseFrame, verifyFrame } from '@tandem/applet';
import { EVENT_TOPICS, ManualClock, type Transaction } from '@tandem/core';
import type { Workload } from '@tandem/runtime';
import { buildReceipt, type MessageState, Status } from '@tandem/smpp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ledgerOf, SMSC_MESSAGES } from '../records/index.ts';
import {
  metricOf,
  settled,
  TEST_SECRETS,
  type TestContext,
  testContext,
  until,
} from '../records/testing/context.ts';
import { APPLET, resolved, stored } from '../records/testing/transactions.ts';
import { MemoryDocuments } from '../testing/memory-documents.ts';
import { createSms, wakeUpReference } from './index.ts';
import { TestSmsc } from './testing.ts';

const BINDS = 8;
let clock: ManualClock;
let shared: MemoryDocuments;
let smsc: TestSmsc;
let running: Workload[];
let east: TestContext;

beforeEach(async () => {
  clock = new ManualClock();
  shared = new MemoryDocuments();
  smsc = await new TestSmsc().start();
  running = [];
  east = await region('us-east-1');
});

afterEach(async () => {
  const drained = Promise.all(running.map((sms) => sms.drain(1_000)));
  await settled();
  clock.advance(60_000);
  await smsc.close();
  clock.advance(60_000);
  await drained;
});

/** A region whose sms is bound to the SMSC. */
async function region(name: string): Promise<TestContext> {
  const config = { smsc: { host: '127.0.0.1', port: smsc.port, systemId: 'tandem', tls: false } };
  const context = testContext({ clock, shared, region: name, config });
  const sms = createSms(context);
  running.push(sms);
  await sms.start();
  await until(() => smsc.bound >= BINDS * running.length && sms.health().ready);
  return context;
}

/** Resolves a subscriber in `context` and lets its sms handle the event. */
async function wake(context = east): Promise<Transaction> {
  const transaction = await resolved(context);
  await settled();
  await context.events.deliver('sms');
  return transaction;
}

/** What scheduled-jobs does when a transaction stopped moving. */
async function redrive(id: string, context = east): Promise<void> {
  await ledgerOf(context).redrive(await stored(context, id));
  await context.events.deliver('sms');
}

const receipt = (messageId: string, state: MessageState = 'DELIVERED') =>
  buildReceipt({ messageId, state, submittedAt: clock.now(), doneAt: clock.now() });
const messageOf = (id: string) => shared.collection(SMSC_MESSAGES).get(id);
const counted = (name: string, result: string, context = east) =>
  metricOf(context, `tandem_sms_${name}_total`, { result });
const attempts = async (id: string) =>
  (await stored(east, id)).wakeUps.map(({ result = 'no result' }) => result);

describe('a wake-up', () => {
  test('is the submit_sm that the contract describes', async () => {
    const { _id } = await wake();
    await smsc.submitted(1);
    const [submit] = smsc.submits;
    expect(submit).toMatchObject({
      source_addr: 'TANDEM',
      source_addr_ton: 5,
      source_addr_npi: 0,
      destination_addr: '14045550101',
      dest_addr_ton: 1,
      dest_addr_npi: 1,
      protocol_id: 0x7f,
      data_coding: 0xf6,
      registered_delivery: 1,
      esm_class: 0,
      validity_period: '000000000030000R',
      tlvs: { user_message_reference: wakeUpReference(_id, 1) },
    });
  });

  test('carries frame 3122 under the key of its applet', async () => {
    await wake();
    await smsc.submitted(1);
    const bytes = smsc.submits[0]?.short_message ?? Buffer.alloc(0);
    const frame = parseFrame(bytes);
    expect(frame).toMatchObject({ msgId: '3122', fields: [] });
    expect(frame.counter).toBe(Math.floor(clock.now() / 1_000));
    const master = Buffer.from(TEST_SECRETS['applet-master-key'] ?? '', 'hex');
    const key = new AppletKeyring({ master }).keyFor(APPLET._id);
    expect(verifyFrame(bytes, frame, key)).toBe(true);
  });

  test('is claimed before it is sent, and its message id is stored', async () => {
    let claimedFirst = false;
    smsc.answer = async () => {
      claimedFirst = shared.atRest().includes('wake-up-claimed');
      return smsc.accept('0A1');
    };
    const { _id } = await wake();
    await until(async () => (await messageOf('a1')) !== undefined);
    expect(claimedFirst).toBe(true);
    expect(await messageOf('a1')).toMatchObject({ transactionId: _id, attempt: 1 });
    expect(await attempts(_id)).toEqual(['no result']);
    expect(await counted('submits', 'accepted')).toBe(1);
  });

  test('gives its place back, whatever its end', async () => {
    smsc.answer = () => (smsc.submits.length % 2 ? Status.ESME_RINVDSTADR : smsc.accept());
    const room = BINDS * 10;
    for (let i = 0; i < room + 5; i += 1) await resolved(east);
    await settled();
    const delivered = east.events.deliver('sms');
    await until(() => {
      clock.advance(10);
      return smsc.submits.length === room + 5;
    });
    await delivered;
    await until(async () => (await metricOf(east, 'tandem_sms_under_way')) === 0);
    expect(await metricOf(east, 'tandem_sms_bind_in_flight')).toBe(0);
  });

  test('goes to the binds in turn', async () => {
    smsc.answer = () => new Promise(() => undefined);
    for (let i = 0; i < BINDS; i += 1) await wake();
    await smsc.submitted(BINDS);
    const metric = await east.metrics.getSingleMetric('tandem_sms_bind_in_flight')?.get();
    expect(metric?.values.map(({ value }) => value)).toEqual(Array(BINDS).fill(1));
  });
});

describe('sent at most once per attempt (I6)', () => {
  test('a redelivered event sends nothing', async () => {
    await wake();
    await smsc.submitted(1);
    east.events.rewind('sms');
    await east.events.deliver('sms');
    await settled();
    expect(smsc.submits).toHaveLength(1);
    expect(await counted('wake_ups', 'waiting')).toBe(1);
  });

  test('one transaction in two regions at the same moment is sent by one of them', async () => {
    const west = await region('us-west-2');
    const { _id } = await resolved(east);
    await settled();
    await west.events.publish(EVENT_TOPICS.resolved, east.events.of(EVENT_TOPICS.resolved));
    await Promise.all([east.events.deliver('sms'), west.events.deliver('sms')]);
    await smsc.submitted(1);
    await settled();
    expect(smsc.submits).toHaveLength(1);
    expect(await attempts(_id)).toHaveLength(1);
  });

  test('a claim whose acknowledgement was lost is consumed, not sent', async () => {
    const { _id } = await resolved(east);
    await settled();
    east.documents.fault = ({ method }) =>
      method === 'replace' ? 'lost-acknowledgement' : undefined;
    await expect(east.events.deliver('sms')).rejects.toThrow('acknowledgement');
    east.documents.fault = () => undefined;
    await east.events.deliver('sms');
    expect([smsc.submits.length, (await attempts(_id)).length]).toEqual([0, 1]);
  });

  test('killed between claim and submit: the next attempt follows by re-drive', async () => {
    const { _id } = await resolved(east);
    const claim = { type: 'wake-up-claimed', attempt: 1, maxAttempts: 2 } as const;
    const at = clock.now();
    await ledgerOf(east).apply(_id, { ...claim, at, region: 'us-west-2', driveAt: at });
    await redrive(_id);
    expect(smsc.submits).toHaveLength(0);
    clock.advance(5_000);
    await redrive(_id);
    await smsc.submitted(1);
    expect(smsc.submits[0]?.tlvs.user_message_reference).toBe(wakeUpReference(_id, 2));
  });

  test('an attempt that times out is consumed', async () => {
    smsc.answer = () => new Promise(() => undefined);
    const { _id } = await wake();
    await smsc.submitted(1);
    clock.advance(10_000);
    await until(async () => (await attempts(_id))[0] === 'timed-out');
    expect(smsc.submits).toHaveLength(1);
  });

  test('an attempt whose link is lost is consumed; the next one is claimed by re-drive', async () => {
    smsc.answer = () => new Promise(() => undefined);
    const { _id } = await wake();
    await smsc.submitted(1);
    smsc.drop();
    await until(async () => (await attempts(_id))[0] === 'link-lost');
    smsc.answer = () => smsc.accept();
    clock.advance(1_000);
    await until(() => smsc.bound === BINDS);
    await redrive(_id);
    await smsc.submitted(2);
    const references = smsc.submits.map(({ tlvs }) => tlvs.user_message_reference);
    expect(references).toEqual([wakeUpReference(_id, 1), wakeUpReference(_id, 2)]);
  });
});

describe('the second attempt', () => {
  async function silentFor(ms: number): Promise<Transaction> {
    const transaction = await wake();
    await until(async () => (await messageOf('m1')) !== undefined);
    clock.advance(ms);
    await redrive(transaction._id);
    await settled();
    return transaction;
  }

  test('follows silence, and there is no third', async () => {
    const { _id } = await silentFor(8_000);
    await smsc.submitted(2);
    clock.advance(8_000);
    await redrive(_id);
    await settled();
    expect(smsc.submits).toHaveLength(2);
    expect(await counted('wake_ups', 'exhausted')).toBe(1);
  });

  test('waits while the SMSC has the first one, but no longer than the silence may last', async () => {
    await silentFor(6_000);
    expect(smsc.submits).toHaveLength(1);
    clock.advance(3_000);
    await smsc.submitted(2);
  });

  test('is not sent when the applet has been shown the notification', async () => {
    const { _id } = await wake();
    await smsc.submitted(1);
    const at = clock.now();
    const region = 'us-west-2';
    await ledgerOf(east).apply(_id, { type: 'notification-presented', at, region });
    clock.advance(9_000);
    await redrive(_id);
    await settled();
    expect(smsc.submits).toHaveLength(1);
    expect(await counted('wake_ups', 'presented')).toBe(1);
  });

  test('is not sent after a refusal for good', async () => {
    smsc.answer = () => Status.ESME_RINVDSTADR;
    const { _id } = await wake();
    await until(async () => (await attempts(_id))[0] === 'refused');
    expect((await stored(east, _id)).wakeUps[0]?.commandStatus).toBe(Status.ESME_RINVDSTADR);
    clock.advance(9_000);
    await redrive(_id);
    await settled();
    expect(smsc.submits).toHaveLength(1);
  });
});

describe('an SMSC in trouble', () => {
  test('that throttles is asked again within the attempt, after a pause', async () => {
    smsc.answer = () => (smsc.submits.length < 3 ? Status.ESME_RTHROTTLED : smsc.accept('ok'));
    const { _id } = await wake();
    await smsc.submitted(1);
    for (const count of [2, 3]) {
      await until(() => {
        clock.advance(250);
        return smsc.submits.length >= count;
      });
    }
    await until(async () => (await messageOf('ok')) !== undefined);
    expect(await attempts(_id)).toEqual(['no result']);
    const references = new Set(smsc.submits.map(({ tlvs }) => tlvs.user_message_reference));
    expect(references.size).toBe(1);
  });

  test('that throttles to the end: the attempt is over when the transaction is', async () => {
    smsc.answer = () => Status.ESME_RMSGQFUL;
    const { _id } = await wake();
    await until(async () => {
      clock.advance(500);
      return (await attempts(_id))[0] === 'refused';
    });
    expect(clock.now()).toBeGreaterThanOrEqual((await stored(east, _id)).deadline);
    expect(smsc.submits.length).toBeLessThan(16);
  });

  test('without any bind: events wait, and go out when it is bound again', async () => {
    smsc.drop();
    await until(() => running[0]?.health().ready === false);
    const { _id } = await resolved(east);
    await settled();
    const delivered = east.events.deliver('sms');
    await settled();
    expect(await metricOf(east, 'tandem_sms_queue_depth')).toBe(1);
    expect(await attempts(_id)).toEqual([]);
    clock.advance(1_000);
    await delivered;
    await smsc.submitted(1);
  });

  test('full windows hold up consumption; nothing is claimed that cannot be sent', async () => {
    smsc.answer = () => new Promise(() => undefined);
    const room = BINDS * 10;
    for (let i = 0; i < room + 5; i += 1) await resolved(east);
    await settled();
    let done = false;
    const delivered = east.events.deliver('sms').then(() => {
      done = true;
    });
    await until(() => {
      clock.advance(10);
      return smsc.submits.length === room;
    });
    await settled();
    expect([done, await metricOf(east, 'tandem_sms_queue_depth')]).toEqual([false, 5]);
    expect(shared.atRest().match(/"wake-up-claimed"/g)).toHaveLength(room);
    clock.advance(31_000);
    await delivered;
    expect(await counted('wake_ups', 'no-bind')).toBe(5);
  });
});

describe('receipts', () => {
  test('on another bind, in the other region, before the response: joined', async () => {
    await region('us-west-2');
    smsc.answer = async () => {
      expect(await smsc.deliver(receipt('2989'), BINDS + 1)).toBe('ESME_ROK');
      return smsc.accept('BAD');
    };
    const { _id } = await wake();
    await until(async () => (await messageOf('bad')) !== undefined);
    expect(await messageOf('bad')).not.toHaveProperty('receipt');
    clock.advance(1_125);
    await until(async () => (await messageOf('bad'))?.receipt !== undefined);
    expect(await messageOf('bad')).toMatchObject({
      transactionId: _id,
      receipt: { state: 'DELIVERED', region: 'us-west-2' },
    });
  });

  test('after the response: joined, told to the trail', async () => {
    const { _id } = await wake();
    await until(async () => (await messageOf('m1')) !== undefined);
    expect(await smsc.deliver(receipt('m1', 'UNDELIVERABLE'), 3)).toBe('ESME_ROK');
    await settled();
    expect(await counted('receipts', 'joined')).toBe(1);
    const facts = east.events.of('trail').map(({ value }) => JSON.parse(value));
    expect(facts).toContainEqual(
      expect.objectContaining({
        transactionId: _id,
        type: 'receipt-arrived',
        detail: 'attempt 1 UNDELIVERABLE',
      }),
    );
  });

  test('for an unknown id: acknowledged, stored until it is purged, counted', async () => {
    expect(await smsc.deliver(receipt('77'))).toBe('ESME_ROK');
    clock.advance(1_125);
    await settled();
    clock.advance(11_250);
    await until(async () => (await counted('receipts', 'unknown')) === 1);
    expect((await messageOf('77'))?.purgeAt).toBeGreaterThan(clock.now());
  });

  test('while documents are away: refused for now, so that the SMSC sends it again', async () => {
    east.documents.fault = () => 'unavailable';
    expect(await smsc.deliver(receipt('m1'))).toBe('ESME_RX_T_APPN');
    east.documents.fault = () => undefined;
    expect(await smsc.deliver(receipt('m1'))).toBe('ESME_ROK');
  });

  test('a message from a handset is acknowledged and counted', async () => {
    const message = { source_addr: '14045550102', short_message: Buffer.from('STOP') };
    expect(await smsc.deliver(message)).toBe('ESME_ROK');
    expect(await counted('receipts', 'not-a-receipt')).toBe(1);
  });

  test('an unreadable receipt is acknowledged and counted', async () => {
    const message = { esm_class: 4, short_message: Buffer.from('nonsense') };
    expect(await smsc.deliver(message)).toBe('ESME_ROK');
    expect(await counted('receipts', 'unreadable')).toBe(1);
  });
});

describe('the message id', () => {
  test('is stored later when documents are away as it comes', async () => {
    smsc.answer = () => {
      east.documents.fault = ({ method }) => (method === 'insert' ? 'unavailable' : undefined);
      return smsc.accept('late');
    };
    await wake();
    await smsc.submitted(1);
    await settled();
    east.documents.fault = () => undefined;
    await until(async () => {
      clock.advance(500);
      return (await messageOf('late')) !== undefined;
    });
  });
});

describe('health and drain', () => {
  test('ready with one bind, not before', async () => {
    const sms = createSms(testContext({ config: east.config }));
    expect(sms.health()).toEqual({ ready: false, detail: 'not started' });
    expect(running[0]?.health()).toEqual({ ready: true });
  });

  test('a wrong password: never ready, and start does not hang', async () => {
    const context = testContext({ config: east.config });
    const sms = createSms({
      ...context,
      secrets: {
        get: async (name) => (name.startsWith('smsc/') ? 'wrong' : (TEST_SECRETS[name] ?? '')),
        close: () => Promise.resolve(),
      },
    });
    await sms.start();
    await until(async () => (await metricOf(context, 'tandem_sms_unbound_total')) > 0);
    expect(sms.health()).toEqual({ ready: false, detail: 'no SMPP bind' });
    await sms.drain(100);
  });

  test('drain waits for what is under way and unbinds', async () => {
    let answer = () => {};
    smsc.answer = () =>
      new Promise((resolve) => {
        answer = () => resolve(smsc.accept('last'));
      });
    await wake();
    await smsc.submitted(1);
    const drained = running[0]?.drain(10_000);
    await settled();
    answer();
    await drained;
    expect(await messageOf('last')).toBeDefined();
    await until(() => smsc.bound === 0);
  });

  test('drain gives what waits in line back to the log', async () => {
    smsc.drop();
    await until(() => running[0]?.health().ready === false);
    const { _id } = await resolved(east);
    await settled();
    const delivered = east.events.deliver('sms');
    await settled();
    const drained = running[0]?.drain(1_000);
    await expect(delivered).rejects.toThrow('draining');
    clock.advance(1_000);
    await drained;
    expect(await attempts(_id)).toEqual([]);
  });
});
