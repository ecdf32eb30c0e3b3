import type { ManualClock } from '@tandem/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ledgerOf } from '../records/index.ts';
import { metricOf, settled, type TestContext } from '../records/testing/context.ts';
import { stored } from '../records/testing/transactions.ts';
import { codeOf, NOTHING, OTHER_APPLET, receipt, type SimBench, SimWorld } from './testing.ts';

let clock: ManualClock;
let east: SimBench;
let west: SimBench;
let context: TestContext;
let waiting: SimWorld['waiting'];
let world: SimWorld;

beforeEach(async () => {
  world = await new SimWorld().start();
  ({ clock, east, west, context, waiting } = world);
});

afterEach(() => world.stop());

describe('an authentication', () => {
  test.each([
    ['silent', {}, { responseType: 'VERIFIED' }],
    ['touch', {}, { responseType: 'APPROVED' }],
    ['touch', { status: '01' }, { responseType: 'REJECTED' }],
    ['touch', { status: '02' }, { responseType: 'NOT_AVAILABLE', status: 'NO_INPUT' }],
    ['touch', { status: '04' }, { responseType: 'FAILED', status: 'APPLET_ERROR' }],
    ['multisecure', { answer: '4711' }, { responseType: 'ANSWERED', answer: '4711' }],
    ['itemselect', { answer: 'red' }, { responseType: 'ANSWERED', answer: 'red' }],
    ['itemselect', { answer: 'grey' }, { responseType: 'FAILED', status: 'INVALID_ANSWER' }],
  ] as const)('%s answered with %j', async (model, ack, outcome) => {
    const items = model === 'itemselect' ? ['red', 'green'] : [];
    const id = await waiting({ model, items });
    expect(await east.poll()).toEqual({
      name: 'Notification',
      notificationId: id,
      popupText: 'Pay 120 USD to Acme?',
      popupDuration: 20,
      model,
      items,
    });
    expect(await east.answer(id, ack)).toEqual(receipt(id, 'recorded'));
    expect((await stored(context, id)).outcome).toMatchObject(outcome);
    expect(await east.poll()).toEqual(NOTHING);
  });

  test('costs the documents one write, and no read while the mailbox knows', async () => {
    const id = await waiting();
    const before = context.documents.calls.length;
    await east.poll();
    await east.answer(id);
    const calls = context.documents.calls.slice(before);
    expect(calls.map(({ method }) => method)).toEqual(['replace']);
  });

  test('is measured and leaves facts in the trail', async () => {
    const id = await waiting();
    await east.poll();
    await east.answer(id);
    await settled();
    expect(await metricOf(context, 'tandem_sim_polls_total', { result: 'mailbox' })).toBe(1);
    expect(await metricOf(context, 'tandem_sim_answers_total', { result: 'recorded' })).toBe(1);
    const facts = context.events.of('trail').map(({ value }) => JSON.parse(value).type);
    expect(facts).toContain('notification-sent');
  });

  test('a popup never lasts longer than the transaction', async () => {
    await waiting({ popupSeconds: 20, lifetimeMs: 12_500 });
    expect(await east.poll()).toMatchObject({ popupDuration: 12 });
  });
});

describe('repeats and late answers', () => {
  test('an answer repeated on a new connection, in either region, is recorded once (I2)', async () => {
    const id = await waiting();
    await east.poll();
    expect(await east.answer(id)).toEqual(receipt(id, 'recorded'));
    const decided = await stored(context, id);
    west.counter = east.counter;
    expect(await west.answer(id)).toEqual(receipt(id, 'recorded'));
    expect(await east.answer(id)).toEqual(receipt(id, 'recorded'));
    expect(await stored(context, id)).toEqual(decided);
  });

  test('two different answers at the same moment in two regions: one stands, one is late', async () => {
    const id = await waiting();
    const replies = await Promise.all([east.answer(id), west.answer(id, { status: '01' })]);
    const results = replies.map((reply) => reply.name === 'AnswerReceipt' && reply.result);
    expect(results.sort()).toEqual(['late', 'recorded']);
  });

  test('an answer after the deadline is late, before and after the timer has decided', async () => {
    const id = await waiting();
    await east.poll();
    clock.advance(30_000);
    expect(await east.answer(id)).toEqual(receipt(id, 'late'));
    expect((await stored(context, id)).state).toBe('resolved');
    const ledger = ledgerOf(context);
    const at = clock.now();
    await ledger.apply(id, { type: 'deadline-reached', at, region: 'us-east-1', driveAt: at });
    expect(await west.answer(id)).toEqual(receipt(id, 'late'));
    expect((await stored(context, id)).outcome).toMatchObject({ status: 'TIMER_EXPIRED' });
  });

  test('when the write stands but its acknowledgement is lost, the repeat is recorded', async () => {
    const id = await waiting();
    await east.poll();
    context.documents.fault = ({ method }) =>
      method === 'replace' ? 'lost-acknowledgement' : undefined;
    expect(await codeOf(east.answer(id))).toBe('UNAVAILABLE');
    context.documents.fault = () => undefined;
    expect(await east.answer(id)).toEqual(receipt(id, 'recorded'));
  });

  test('while documents are away nothing is recorded, and the applet is asked to come again', async () => {
    const id = await waiting();
    context.documents.fault = () => 'unavailable';
    expect(await codeOf(east.answer(id))).toBe('UNAVAILABLE');
    context.cache.clear();
    expect(await codeOf(east.poll())).toBe('UNAVAILABLE');
    context.documents.fault = () => undefined;
    expect(await east.answer(id)).toEqual(receipt(id, 'recorded'));
  });

  test('a busy SIM toolkit keeps the notification pending', async () => {
    const id = await waiting();
    await east.poll();
    expect(await east.answer(id, { status: '03' })).toEqual(receipt(id, 'recorded'));
    expect(await east.poll()).toMatchObject({ notificationId: id });
    expect(await east.answer(id)).toEqual(receipt(id, 'recorded'));
    expect(await east.answer(id, { status: '03' })).toEqual(receipt(id, 'late'));
    await settled();
    const facts = context.events.of('trail').map(({ value }) => JSON.parse(value).type);
    expect(facts).toEqual(expect.arrayContaining(['answer-busy', 'answer-late']));
  });

  test.each(['0190b3c4-5d6e-7f80-8123-456789abcdef', 'not-an-id'])(
    'answer to %s: unknown',
    async (id) => {
      expect(await east.answer(id)).toEqual(receipt(id, 'unknown'));
    },
  );

  test('an answer to the notification of another applet is unknown and changes nothing', async () => {
    const id = await waiting();
    east.appletId = OTHER_APPLET;
    expect(await east.answer(id)).toEqual(receipt(id, 'unknown'));
    expect((await stored(context, id)).state).toBe('resolved');
  });

  test('an answer longer than the limit is refused', async () => {
    const id = await waiting({ model: 'multisecure' });
    expect(await codeOf(east.answer(id, { answer: 'x'.repeat(61) }))).toBe('INVALID_FIELD');
  });
});

describe('what was presented', () => {
  test('and not answered a second later is recorded once; a quick answer costs no write', async () => {
    const quick = await waiting();
    await east.poll();
    await east.answer(quick);
    const slow = await waiting();
    await east.poll();
    await east.poll();
    clock.advance(1_125);
    await settled();
    expect((await stored(context, slow)).presentedAt).toBeGreaterThan(0);
    expect((await stored(context, slow)).version).toBe(3);
    expect((await stored(context, quick)).presentedAt).toBeUndefined();
  });

  test('is recorded before the process ends', async () => {
    const id = await waiting();
    await east.poll();
    await east.sim.drain(100);
    expect((await stored(context, id)).presentedAt).toBe(clock.now());
  });
});
