import type { ManualClock } from '@tandem/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ledgerOf } from '../records/index.ts';
import { metricOf, settled, type TestContext } from '../records/testing/context.ts';
import { APPLET, resolved, stored } from '../records/testing/transactions.ts';
import { codeOf, NOTHING, receipt, type SimBench, SimWorld } from './testing.ts';

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

describe('one popup at a time (I9)', () => {
  test('two notifications for one SIM come in the order of their requests', async () => {
    const first = await waiting();
    const second = await waiting();
    for (const id of [first, second]) {
      expect(await east.poll()).toMatchObject({ notificationId: id });
      expect(await east.poll()).toMatchObject({ notificationId: id });
      await east.answer(id);
    }
    expect(await east.poll()).toEqual(NOTHING);
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
    expect(await east.poll()).toEqual(NOTHING);
    expect(await metricOf(context, 'tandem_sim_cache_failures_total')).toBeGreaterThan(0);
  });

  test('an old entry of a transaction that is decided elsewhere is dropped, not shown', async () => {
    const id = await waiting();
    await west.answer(id);
    clock.advance(5_000);
    expect(await east.poll()).toEqual(NOTHING);
    expect(await context.cache.getFields(`mailbox:${APPLET._id}`)).toEqual({});
  });

  test('a fresh entry that contradicts documents never becomes an outcome (I2)', async () => {
    const id = await waiting();
    await west.answer(id, { status: '01' });
    expect(await east.poll()).toMatchObject({ notificationId: id });
    expect(await east.answer(id)).toEqual(receipt(id, 'late'));
    expect((await stored(context, id)).outcome?.responseType).toBe('REJECTED');
    expect(await east.poll()).toEqual(NOTHING);
  });

  test('a redelivered event does not bring back what is answered', async () => {
    const id = await waiting();
    await east.poll();
    await east.answer(id);
    context.events.rewind('sim');
    await context.events.deliver('sim');
    expect(await east.poll()).toEqual(NOTHING);
  });

  test('what replication brings back after the answer is not shown again', async () => {
    const id = await waiting();
    const { [id]: entry = '' } = await context.cache.getFields(`mailbox:${APPLET._id}`);
    await east.poll();
    await east.answer(id);
    await context.cache.setField(`mailbox:${APPLET._id}`, id, entry, 60_000);
    expect(await east.poll()).toEqual(NOTHING);
  });

  test('a re-drive does not bring back what another region has the answer to', async () => {
    const id = await waiting();
    await east.poll();
    await west.answer(id);
    const hint = await ledgerOf(context).recall(id);
    if (hint) await ledgerOf(context).redrive(hint);
    context.cache.clear();
    await context.events.deliver('sim');
    expect(await east.poll()).toEqual(NOTHING);
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
      expect(await east.poll()).toEqual(NOTHING);
    },
  );
});

describe('applets that poll for nothing', () => {
  test('are told to come back later, and never hammer documents', async () => {
    for (let i = 0; i < 20; i += 1) expect(await east.poll()).toEqual(NOTHING);
    const finds = context.documents.count('transactions', 'find');
    expect(await codeOf(east.poll())).toBe('UNAVAILABLE');
    expect(context.documents.count('transactions', 'find')).toBe(finds);
    clock.advance(5_000);
    expect(await east.poll()).toEqual(NOTHING);
  });

  test('still get at once what arrives in the mailbox', async () => {
    for (let i = 0; i < 20; i += 1) await east.poll();
    const id = await waiting();
    expect(await east.poll()).toMatchObject({ notificationId: id });
  });
});
