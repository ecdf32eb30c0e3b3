import { ManualClock } from '@tandem/core';
import type { RegionReport } from '@tandem/runtime';
import { expect, test } from 'vitest';
import { settle } from '../testing/settle.ts';
import { Listener } from './listener.ts';

/** A server that takes its time to open the port, and a region whose health a test sets. */
function bench() {
  const clock = new ManualClock();
  let up = true;
  let open = false;
  let opened: { done: () => void; fail: (error: Error) => void } | undefined;
  const report = () => ({ up, reasons: [] });
  const changed = new Set<(now: RegionReport) => void>();
  const server = {
    listen: () =>
      new Promise<{ host: string; port: number }>((resolve, reject) => {
        const done = () => {
          open = true;
          resolve({ host: '127.0.0.1', port: 1 });
        };
        opened = { done, fail: reject };
      }),
    stopListening: () => {
      open = false;
    },
    endConnections: () => undefined,
  };
  const regionHealth = {
    report,
    onChange: (listener: (now: RegionReport) => void) => {
      changed.add(listener);
      return () => {
        changed.delete(listener);
      };
    },
  };
  const listener = new Listener({
    server,
    regionHealth,
    clock,
    retryMs: 100,
    graceMs: 0,
    onFailure: () => undefined,
  });
  return {
    clock,
    listener,
    isOpen: () => open,
    becomes(next: boolean) {
      up = next;
      for (const tell of changed) tell(report());
    },
    /** The port is open, or cannot be. */
    async opens(error?: Error) {
      if (error) opened?.fail(error);
      else opened?.done();
      await settle(1);
    },
  };
}

async function started() {
  const it = bench();
  const start = it.listener.start();
  await it.opens();
  await start;
  it.becomes(false);
  expect(it.isOpen()).toBe(false);
  return it;
}

test('a region that becomes unable while its port is being opened closes it again', async () => {
  const { becomes, opens, isOpen } = await started();
  becomes(true);
  becomes(false);
  await opens();
  expect(isOpen()).toBe(false);
  becomes(true);
  await opens();
  expect(isOpen()).toBe(true);
});

test('a listener that is stopped while its port is being opened leaves none open', async () => {
  const { becomes, opens, isOpen, listener } = await started();
  becomes(true);
  listener.stop();
  await opens();
  expect(isOpen()).toBe(false);
});

test('a port that cannot be opened is tried again, but not after the end', async () => {
  const { becomes, opens, isOpen, listener, clock } = await started();
  becomes(true);
  await opens(new Error('in use'));
  expect(listener.failure).toBe('the applet port cannot be opened');
  clock.advance(100);
  await opens();
  expect([listener.failure, isOpen()]).toEqual([undefined, true]);
  becomes(false);
  becomes(true);
  listener.stop();
  await opens(new Error('in use'));
  expect(clock.pendingTasks).toBe(0);
});
