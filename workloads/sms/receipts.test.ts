import type { ManualClock } from '@tandem/core';
import { buildReceipt, type MessageState } from '@tandem/smpp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { settled, type TestContext, until } from '../records/testing/context.ts';
import { BINDS, SmsWorld, type TestSmsc } from './testing.ts';

let clock: ManualClock;
let smsc: TestSmsc;
let east: TestContext;
let region: SmsWorld['region'];
let wake: SmsWorld['wake'];
let messageOf: SmsWorld['messageOf'];
let counted: SmsWorld['counted'];
let world: SmsWorld;

beforeEach(async () => {
  world = await new SmsWorld().start();
  ({ clock, smsc, east, region, wake, messageOf, counted } = world);
});

afterEach(() => world.stop());

const receipt = (messageId: string, state: MessageState = 'DELIVERED') =>
  buildReceipt({ messageId, state, submittedAt: clock.now(), doneAt: clock.now() });

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
