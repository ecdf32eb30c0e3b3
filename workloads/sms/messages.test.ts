import { ManualClock } from '@tandem/core';
import { type DeliveryReceipt, type MessageState, messageIdCandidates } from '@tandem/smpp';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { SMSC_MESSAGES } from '../records/index.ts';
import { testContext } from '../records/testing/context.ts';
import { MemoryDocuments } from '../testing/memory-documents.ts';
import { Messages } from './messages.ts';
import { wakeUpReference } from './reference.ts';

let clock: ManualClock;
let documents: MemoryDocuments;
let east: Messages;
let west: Messages;

beforeEach(() => {
  clock = new ManualClock();
  documents = new MemoryDocuments();
  east = new Messages({ ...testContext({ shared: documents, clock }) });
  west = new Messages({ ...testContext({ shared: documents, clock, region: 'us-west-2' }) });
});

const submitted = (messageId: string, transactionId = 't1', attempt = 1) => ({
  messageId,
  transactionId,
  attempt,
  at: clock.now(),
  bind: '1',
  sequence: 7,
});

function receiptFor(messageId: string, state: MessageState = 'DELIVERED'): DeliveryReceipt {
  return {
    messageId,
    messageIdCandidates: messageIdCandidates(messageId),
    state,
    final: true,
    error: '000',
    submittedAt: undefined,
    doneAt: undefined,
    text: undefined,
  };
}

const stored = (id: string) => documents.collection(SMSC_MESSAGES).get(id);

describe('under the very same id', () => {
  test('the receipt after the response, in another region, joins', async () => {
    expect(await east.submitted(submitted('A1'))).toEqual({ kind: 'waiting' });
    expect(await west.received(receiptFor('A1'))).toMatchObject({ kind: 'joined' });
    expect(await stored('a1')).toMatchObject({
      version: 2,
      transactionId: 't1',
      submittedIn: 'us-east-1',
      receipt: { state: 'DELIVERED', error: '000', region: 'us-west-2' },
    });
  });

  test('the receipt before the response joins', async () => {
    expect(await west.received(receiptFor('a1'))).toEqual({ kind: 'waiting' });
    expect(await east.submitted(submitted('a1'))).toMatchObject({
      kind: 'joined',
      message: { transactionId: 't1', receipt: { state: 'DELIVERED' } },
    });
  });

  test('both at the same moment join once', async () => {
    const results = await Promise.all([
      east.submitted(submitted('a1')),
      west.received(receiptFor('a1')),
    ]);
    expect(results.map(({ kind }) => kind).sort()).toEqual(['joined', 'waiting']);
  });

  test('repeats of either change nothing', async () => {
    await east.submitted(submitted('a1'));
    await east.received(receiptFor('a1'));
    expect(await east.received(receiptFor('a1'))).toEqual({ kind: 'repeat' });
    expect(await east.received(receiptFor('a1', 'EXPIRED'))).toEqual({ kind: 'repeat' });
    expect(await east.submitted(submitted('a1'))).toEqual({ kind: 'repeat' });
    expect((await stored('a1'))?.version).toBe(2);
  });

  test('an intermediate state gives way to the final one', async () => {
    await east.submitted(submitted('a1'));
    await east.received(receiptFor('a1', 'ENROUTE'));
    expect(await west.received(receiptFor('a1'))).toMatchObject({ kind: 'joined' });
    expect((await stored('a1'))?.receipt?.state).toBe('DELIVERED');
  });

  test('an id that the SMSC gives again belongs to the newer message', async () => {
    await east.submitted(submitted('a1', 'old'));
    await east.received(receiptFor('a1', 'EXPIRED'));
    expect(await west.submitted(submitted('a1', 'new'))).toEqual({ kind: 'waiting' });
    expect(await stored('a1')).not.toHaveProperty('receipt');
    expect(await west.received(receiptFor('a1'))).toMatchObject({
      message: { transactionId: 'new' },
    });
  });
});

describe('under another spelling of the id', () => {
  test.each([
    ['1A2B', '6699'],
    ['6699', '1a2b'],
    ['0000001A2B', '00006699'],
  ])('response %s, receipt %s', async (response, receipt) => {
    await east.submitted(submitted(response));
    expect(await west.received(receiptFor(receipt))).toEqual({ kind: 'waiting' });
    expect(await west.receivedAs(receiptFor(receipt))).toMatchObject({
      kind: 'joined',
      message: { transactionId: 't1' },
    });
    expect(documents.atRest().split('\n')).toHaveLength(1);
  });

  test('the reference that the receipt repeats tells two messages apart', async () => {
    await east.submitted(submitted('10', 'decimal'));
    const receipt = receiptFor('16');
    await east.received(receipt);
    expect(await east.receivedAs(receipt, wakeUpReference('another', 1))).toEqual({
      kind: 'waiting',
    });
    expect(await east.receivedAs(receipt, wakeUpReference('decimal', 1))).toMatchObject({
      kind: 'joined',
    });
  });

  test('is not looked at when the response came under the same one meanwhile', async () => {
    await east.submitted(submitted('16', 'wrong'));
    await east.received(receiptFor('22'));
    await west.submitted(submitted('22', 'right'));
    expect(await east.receivedAs(receiptFor('22'))).toEqual({ kind: 'repeat' });
    expect(await stored('16')).not.toHaveProperty('receipt');
  });

  test('a receipt that belongs to nothing stays stored', async () => {
    await east.received(receiptFor('77'));
    expect(await east.receivedAs(receiptFor('77'))).toEqual({ kind: 'waiting' });
    expect(await stored('77')).toMatchObject({ purgeAt: clock.now() + 3_600_000 });
  });
});

test('an attempt counts as submitted once its response is stored', async () => {
  await east.submitted(submitted('a1', 't1', 1));
  expect(await west.isSubmitted('t1', 1)).toBe(true);
  expect(await west.isSubmitted('t1', 2)).toBe(false);
  expect(await west.isSubmitted('t2', 1)).toBe(false);
});

test('in whatever order responses and receipts come, each message ends joined', async () => {
  const step = fc.record({ message: fc.integer({ min: 0, max: 3 }), receipt: fc.boolean() });
  const steps = fc.array(step, { minLength: 1, maxLength: 24 });
  await fc.assert(
    fc.asyncProperty(steps, fc.boolean(), async (order, decimal) => {
      const shared = new MemoryDocuments();
      const context = testContext({ shared, clock });
      const messages = new Messages(context);
      const response = (i: number) => (0xabc0 + i).toString(16);
      const spelled = (i: number) => (decimal ? String(0xabc0 + i) : response(i).toUpperCase());
      await Promise.all(
        order.map(({ message, receipt }) =>
          receipt
            ? messages.received(receiptFor(spelled(message)))
            : messages.submitted(submitted(response(message), `t${message}`)),
        ),
      );
      for (const { message, receipt } of order) {
        if (receipt) await messages.receivedAs(receiptFor(spelled(message)));
      }
      for (let i = 0; i < 4; i += 1) {
        const came = (receipt: boolean) =>
          order.some((each) => each.message === i && each.receipt === receipt);
        const held = await shared.collection(SMSC_MESSAGES).get(response(i));
        if (!came(false)) continue;
        expect(held?.transactionId).toBe(`t${i}`);
        expect(held?.receipt !== undefined).toBe(came(true));
      }
    }),
    { numRuns: 60 },
  );
});
