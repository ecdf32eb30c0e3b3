import type { ManualClock } from '@tandem/core';
import { Status } from '@tandem/smpp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  metricOf,
  settled,
  TEST_SECRETS,
  type TestContext,
  testContext,
  until,
} from '../records/testing/context.ts';
import { resolved, stored } from '../records/testing/transactions.ts';
import type { MemoryDocuments } from '../testing/memory-documents.ts';
import { createSms } from './index.ts';
import { BINDS, SmsWorld, type TestSmsc } from './testing.ts';

let clock: ManualClock;
let shared: MemoryDocuments;
let smsc: TestSmsc;
let east: TestContext;
let running: SmsWorld['running'];
let wake: SmsWorld['wake'];
let messageOf: SmsWorld['messageOf'];
let counted: SmsWorld['counted'];
let attempts: SmsWorld['attempts'];
let world: SmsWorld;

beforeEach(async () => {
  world = await new SmsWorld().start();
  ({ clock, shared, smsc, east, running, wake, messageOf, counted, attempts } = world);
});

afterEach(() => world.stop());

test('a process takes its share of the binds that its region agreed', async () => {
  const before = smsc.bound;
  await world.region('us-west-2', 3);
  await settled();
  expect(smsc.bound - before).toBe(3);
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

describe('health and drain', () => {
  test('ready with one bind, not before', async () => {
    const sms = createSms(testContext({ config: east.config }));
    expect(sms.health()).toEqual({ ready: false, detail: 'not started' });
    expect(running[0]?.health()).toMatchObject({ ready: true });
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
    expect(sms.health()).toMatchObject({ ready: false, detail: 'no SMPP bind' });
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
