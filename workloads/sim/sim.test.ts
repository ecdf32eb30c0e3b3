import { createAppletClient, exchange } from '@tandem/applet';
import type { ManualClock } from '@tandem/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { APPLETS } from '../records/index.ts';
import { metricOf, settled, type TestContext, testContext } from '../records/testing/context.ts';
import { APPLET, hashOf, provision } from '../records/testing/transactions.ts';
import type { MemoryDocuments } from '../testing/memory-documents.ts';
import { codeOf, KEYS, NOTHING, OTHER_APPLET, receipt, SimBench, SimWorld } from './testing.ts';

let clock: ManualClock;
let shared: MemoryDocuments;
let east: SimBench;
let context: TestContext;
let waiting: SimWorld['waiting'];
let world: SimWorld;

beforeEach(async () => {
  world = await new SimWorld().start();
  ({ clock, shared, east, context, waiting } = world);
});

afterEach(() => world.stop());

describe('who asks', () => {
  test('a wrong MAC is refused and changes nothing', async () => {
    const id = await waiting();
    const message = { name: 'PollRequest', appletId: APPLET._id } as const;
    expect(await codeOf(east.send(message, KEYS.keyFor(OTHER_APPLET)))).toBe(
      'AUTHENTICATION_FAILED',
    );
    const labels = { code: 'AUTHENTICATION_FAILED' };
    expect(await metricOf(context, 'tandem_sim_refusals_total', labels)).toBe(1);
    expect(await east.poll()).toMatchObject({ notificationId: id });
  });

  test('an applet that nobody provisioned is refused like a wrong MAC', async () => {
    east.appletId = OTHER_APPLET;
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
    east.appletId = OTHER_APPLET;
    const register = {
      name: 'Register',
      appletId: OTHER_APPLET,
      msisdnHash: hashOf('+14045550102'),
      simUID: 'sim-0002',
      deviceUID: 'device-0002',
    } as const;
    expect(await east.send(register)).toEqual({ name: 'RegisterAck', result: 'registered' });
    expect(await context.documents.collection(APPLETS).get(OTHER_APPLET)).toMatchObject({
      version: 1,
    });
    expect(await east.poll()).toEqual(NOTHING);
    const taken = { ...register, msisdnHash: APPLET.msisdnHash };
    expect(await east.send(taken)).toEqual({ name: 'RegisterAck', result: 'mismatch' });
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
    expect(await east.poll()).toEqual(NOTHING);
  });

  test('sends away the applets that are connected while the region cannot serve', async () => {
    const key = KEYS.keyFor(APPLET._id);
    const client = createAppletClient({ host: '127.0.0.1', port: east.port, key });
    expect(await client.request({ name: 'PollRequest', appletId: APPLET._id }, 50)).toEqual(
      NOTHING,
    );
    context.regionHealth.up = false;
    expect(await codeOf(client.request({ name: 'PollRequest', appletId: APPLET._id }, 51))).toBe(
      'CLOSED',
    );
    client.close();
  });

  test('in use: start says so', async () => {
    const second = new SimBench(testContext({ config: { appletPort: east.port } }));
    await expect(second.sim.start()).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect(second.sim.health().ready).toBe(false);
  });
});

describe('frames without a MAC', () => {
  const unsigned = (port: number) =>
    exchange({
      host: '127.0.0.1',
      port,
      key: undefined,
      message: { name: 'PollRequest', appletId: APPLET._id },
      counter: 1,
    });

  test('are refused, unless the process was told to take them', async () => {
    expect(await codeOf(unsigned(east.port))).toBe('AUTHENTICATION_FAILED');
    const open = new SimBench(testContext({ config: { appletUnauthenticated: true } }));
    await provision(open.context);
    await open.start();
    try {
      expect(await unsigned(open.port)).toEqual(NOTHING);
    } finally {
      await open.sim.drain(1_000);
    }
  });
});
