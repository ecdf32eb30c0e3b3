import { AppletKeyring, parseFrame, verifyFrame } from '@tandem/applet';
import { EVENT_TOPICS, type ManualClock, type Transaction } from '@tandem/core';
import { Status } from '@tandem/smpp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ledgerOf } from '../records/index.ts';
import {
  metricOf,
  settled,
  TEST_SECRETS,
  type TestContext,
  until,
} from '../records/testing/context.ts';
import { APPLET, resolved, stored } from '../records/testing/transactions.ts';
import type { MemoryDocuments } from '../testing/memory-documents.ts';
import { wakeUpReference } from './index.ts';
import { BINDS, SmsWorld, type TestSmsc } from './testing.ts';

let clock: ManualClock;
let shared: MemoryDocuments;
let smsc: TestSmsc;
let east: TestContext;
let region: SmsWorld['region'];
let wake: SmsWorld['wake'];
let redrive: SmsWorld['redrive'];
let messageOf: SmsWorld['messageOf'];
let counted: SmsWorld['counted'];
let attempts: SmsWorld['attempts'];
let world: SmsWorld;

beforeEach(async () => {
  world = await new SmsWorld().start();
  ({ clock, shared, smsc, east, region, wake, redrive, messageOf, counted, attempts } = world);
});

afterEach(() => world.stop());

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

  describe('that no bind took until the deadline is noted with the reason, for the trace', () => {
    const unsent = async () => {
      const { _id, deadline } = await resolved(east);
      await settled();
      const delivered = east.events.deliver('sms');
      await settled();
      clock.advance(deadline - clock.now() + 1_000);
      await delivered;
      await settled();
      const facts = east.events.of('trail').map(({ value }) => JSON.parse(value));
      return { _id, noted: facts.filter(({ type }) => type === 'wake-up-unsent') };
    };

    test('nothing was bound', async () => {
      smsc.drop();
      await until(async () => (await metricOf(east, 'tandem_sms_bind_up')) === 0);
      const { _id, noted } = await unsent();
      expect(noted).toMatchObject([{ transactionId: _id, detail: 'unbound' }]);
    });

    test('the windows of all binds were full', async () => {
      smsc.answer = () => new Promise(() => undefined);
      const room = BINDS * 10;
      for (let taken = 0; taken < room; taken += 1) await wake();
      await smsc.submitted(room);
      const { _id, noted } = await unsent();
      expect(noted).toMatchObject([{ transactionId: _id, detail: 'full' }]);
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
    await settled();
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
