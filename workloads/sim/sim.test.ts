import type { DownlinkMessage } from '@tandem/applet';
import { ManualClock } from '@tandem/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { APPLETS, ledgerOf } from '../records/index.ts';
import { metricOf, settled, type TestContext, testContext } from '../records/testing/context.ts';
import { APPLET, hashOf, provision, resolved, stored } from '../records/testing/transactions.ts';
import { MemoryDocuments } from '../testing/memory-documents.ts';
import { KEYS, SimBench } from './testing.ts';

const OTHER = '89001000000000000002';
let clock: ManualClock;
let shared: MemoryDocuments;
let east: SimBench;
let west: SimBench;
let context: TestContext;

beforeEach(async () => {
  clock = new ManualClock();
  shared = new MemoryDocuments();
  context = testContext({ clock, shared });
  east = await new SimBench(context).start();
  west = await new SimBench(testContext({ clock, shared, region: 'us-west-2' })).start();
  await provision(context);
});

afterEach(async () => {
  await Promise.all([east.sim.drain(100), west.sim.drain(100)]);
});

/** A transaction that sim has left in the mailbox of its region. */
async function waiting(options: Parameters<typeof resolved>[1] = {}): Promise<string> {
  const { _id } = await resolved(context, options);
  await east.consume();
  clock.advance(1);
  return _id;
}

const codeOf = (reply: Promise<DownlinkMessage>) =>
  reply.then(
    ({ name }) => name,
    (error: { refusal?: string; code?: string }) => error.refusal ?? error.code,
  );
const receipt = (notificationId: string, result: string) => ({
  name: 'AnswerReceipt',
  notificationId,
  result,
});
const nothing = { name: 'NothingPending', retryAfterSeconds: 5 };

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
    expect(await east.poll()).toEqual(nothing);
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
  });

  test.each(['0190b3c4-5d6e-7f80-8123-456789abcdef', 'not-an-id'])(
    'answer to %s: unknown',
    async (id) => {
      expect(await east.answer(id)).toEqual(receipt(id, 'unknown'));
    },
  );

  test('an answer to the notification of another applet is unknown and changes nothing', async () => {
    const id = await waiting();
    east.appletId = OTHER;
    expect(await east.answer(id)).toEqual(receipt(id, 'unknown'));
    expect((await stored(context, id)).state).toBe('resolved');
  });

  test('an answer longer than the limit is refused', async () => {
    const id = await waiting({ model: 'multisecure' });
    expect(await codeOf(east.answer(id, { answer: 'x'.repeat(61) }))).toBe('INVALID_FIELD');
  });
});

describe('one popup at a time (I9)', () => {
  test('two notifications for one SIM come in the order of their requests', async () => {
    const first = await waiting();
    const second = await waiting();
    for (const id of [first, second]) {
      expect(await east.poll()).toMatchObject({ notificationId: id });
      expect(await east.poll()).toMatchObject({ notificationId: id });
      await east.answer(id);
    }
    expect(await east.poll()).toEqual(nothing);
  });

  test('of the same millisecond, the same order in both regions', async () => {
    const ids = [await resolved(context), await resolved(context)].map(({ _id }) => _id).sort();
    await east.consume();
    expect(await east.poll()).toMatchObject({ notificationId: ids[0] });
    expect(await west.poll()).toMatchObject({ notificationId: ids[0] });
  });

  test('an older one that turns up later waits until the popup on the screen is answered', async () => {
    const older = await resolved(context);
    clock.advance(5);
    const shown = await resolved(context);
    await settled();
    const [, event] = context.events.of('subscriber-resolved');
    const log = west.context.events;
    if (event) await log.publish('subscriber-resolved', [event]);
    await log.deliver('sim');
    expect(await west.poll()).toMatchObject({ notificationId: shown._id });
    await log.publish('subscriber-resolved', context.events.of('subscriber-resolved'));
    await log.deliver('sim');
    expect(await west.poll()).toMatchObject({ notificationId: shown._id });
    await west.answer(shown._id);
    expect(await west.poll()).toMatchObject({ notificationId: older._id });
  });

  test('stays on the screen in the other region once it is recorded as presented', async () => {
    const older = await resolved(context);
    clock.advance(5);
    const shown = await resolved(context);
    const at = clock.now();
    const presented = { type: 'notification-presented', at, region: 'us-east-1' } as const;
    await ledgerOf(context).apply(shown._id, presented);
    expect(await west.poll()).toMatchObject({ notificationId: shown._id });
    await west.answer(shown._id);
    expect(await west.poll()).toMatchObject({ notificationId: older._id });
  });

  test('one that the timer ended makes room for the next', async () => {
    const id = await waiting({ lifetimeMs: 10_000 });
    await east.poll();
    clock.advance(10_000);
    const next = await waiting();
    expect(await east.poll()).toMatchObject({ notificationId: next });
    expect(id).not.toBe(next);
  });
});

describe('the mailbox is a hint (I4)', () => {
  test('a region with a cold cache finds in documents what is pending, and remembers it', async () => {
    const id = await waiting();
    expect(await west.poll()).toMatchObject({ notificationId: id });
    const finds = west.context.documents.count('transactions', 'find');
    expect(await west.poll()).toMatchObject({ notificationId: id });
    expect(west.context.documents.count('transactions', 'find')).toBe(finds);
  });

  test('without any cache everything works from documents', async () => {
    context.cache.down = true;
    const id = await waiting();
    expect(await east.poll()).toMatchObject({ notificationId: id });
    expect(await east.answer(id)).toEqual(receipt(id, 'recorded'));
    expect(await east.poll()).toEqual(nothing);
    expect(await metricOf(context, 'tandem_sim_cache_failures_total')).toBeGreaterThan(0);
  });

  test('an old entry of a transaction that is decided elsewhere is dropped, not shown', async () => {
    const id = await waiting();
    await west.answer(id);
    clock.advance(5_000);
    expect(await east.poll()).toEqual(nothing);
    expect(await context.cache.getFields(`mailbox:${APPLET._id}`)).toEqual({});
  });

  test('a fresh entry that contradicts documents never becomes an outcome (I2)', async () => {
    const id = await waiting();
    await west.answer(id, { status: '01' });
    expect(await east.poll()).toMatchObject({ notificationId: id });
    expect(await east.answer(id)).toEqual(receipt(id, 'late'));
    expect((await stored(context, id)).outcome?.responseType).toBe('REJECTED');
    expect(await east.poll()).toEqual(nothing);
  });

  test('a redelivered event does not bring back what is answered', async () => {
    const id = await waiting();
    await east.poll();
    await east.answer(id);
    context.events.rewind('sim');
    await context.events.deliver('sim');
    expect(await east.poll()).toEqual(nothing);
  });

  test('what replication brings back after the answer is not shown again', async () => {
    const id = await waiting();
    const { [id]: entry = '' } = await context.cache.getFields(`mailbox:${APPLET._id}`);
    await east.poll();
    await east.answer(id);
    await context.cache.setField(`mailbox:${APPLET._id}`, id, entry, 60_000);
    expect(await east.poll()).toEqual(nothing);
  });

  test('a re-drive does not bring back what another region has the answer to', async () => {
    const id = await waiting();
    await east.poll();
    await west.answer(id);
    const hint = await ledgerOf(context).recall(id);
    if (hint) await ledgerOf(context).redrive(hint);
    context.cache.clear();
    await context.events.deliver('sim');
    expect(await east.poll()).toEqual(nothing);
  });

  test('behind many that are over and not yet decided, the one that is pending is found', async () => {
    for (let i = 0; i < 40; i += 1) await resolved(context, { lifetimeMs: 10 });
    clock.advance(10);
    const { _id } = await resolved(context);
    expect(await west.poll()).toMatchObject({ notificationId: _id });
  });

  test.each(['{', '{"id":"x"}', '[]'])(
    'an entry that is nonsense (%j) is no entry',
    async (text) => {
      await context.cache.setField(`mailbox:${APPLET._id}`, 'x', text, 60_000);
      expect(await east.poll()).toEqual(nothing);
    },
  );
});

describe('who asks', () => {
  test('a wrong MAC is refused and changes nothing', async () => {
    const id = await waiting();
    const message = { name: 'PollRequest', appletId: APPLET._id } as const;
    expect(await codeOf(east.send(message, KEYS.keyFor(OTHER)))).toBe('AUTHENTICATION_FAILED');
    const labels = { code: 'AUTHENTICATION_FAILED' };
    expect(await metricOf(context, 'tandem_sim_refusals_total', labels)).toBe(1);
    expect(await east.poll()).toMatchObject({ notificationId: id });
  });

  test('an applet that nobody provisioned is refused like a wrong MAC', async () => {
    east.appletId = OTHER;
    expect(await codeOf(east.poll())).toBe('AUTHENTICATION_FAILED');
  });

  test('a replayed counter is refused, also by another process of the region', async () => {
    const id = await waiting();
    east.counter = 6;
    await east.poll();
    east.counter = 6;
    expect(await codeOf(east.poll())).toBe('STALE_COUNTER');
    clock.advance(200);
    await settled();
    const sibling = new SimBench({ ...testContext({ clock, shared }), cache: context.cache });
    await sibling.start();
    sibling.counter = 5;
    expect(await codeOf(sibling.answer(id))).toBe('STALE_COUNTER');
    expect(await codeOf(sibling.answer(id))).toBe('STALE_COUNTER');
    expect(await sibling.answer(id)).toEqual(receipt(id, 'recorded'));
    await sibling.sim.drain(100);
  });

  test('an applet registers itself and is found', async () => {
    east.appletId = OTHER;
    const register = {
      name: 'Register',
      appletId: OTHER,
      msisdnHash: hashOf('+14045550102'),
      simUID: 'sim-0002',
      deviceUID: 'device-0002',
    } as const;
    expect(await east.send(register)).toEqual({ name: 'RegisterAck', result: 'registered' });
    expect(await context.documents.collection(APPLETS).get(OTHER)).toMatchObject({ version: 1 });
    expect(await east.poll()).toEqual(nothing);
    const taken = { ...register, msisdnHash: APPLET.msisdnHash };
    expect(await east.send(taken)).toEqual({ name: 'RegisterAck', result: 'mismatch' });
  });
});

describe('applets that poll for nothing', () => {
  test('are told to come back later, and never hammer documents', async () => {
    for (let i = 0; i < 20; i += 1) expect(await east.poll()).toEqual(nothing);
    const finds = context.documents.count('transactions', 'find');
    expect(await codeOf(east.poll())).toBe('UNAVAILABLE');
    expect(context.documents.count('transactions', 'find')).toBe(finds);
    clock.advance(5_000);
    expect(await east.poll()).toEqual(nothing);
  });

  test('still get at once what arrives in the mailbox', async () => {
    for (let i = 0; i < 20; i += 1) await east.poll();
    const id = await waiting();
    expect(await east.poll()).toMatchObject({ notificationId: id });
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

describe('the applet port', () => {
  test('closes while the region cannot serve, and opens again', async () => {
    context.regionHealth.up = false;
    clock.advance(1_000);
    expect(await codeOf(east.poll())).toBe('CONNECT_FAILED');
    expect(east.sim.health()).toEqual({ ready: true });
    context.regionHealth.up = true;
    clock.advance(1_000);
    await settled();
    expect(await east.poll()).toEqual(nothing);
  });

  test('in use: start says so', async () => {
    const second = new SimBench(testContext({ config: { appletPort: east.port } }));
    await expect(second.sim.start()).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect(second.sim.health().ready).toBe(false);
  });
});
