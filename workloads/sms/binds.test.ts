import { ManualClock } from '@tandem/core';
import type { Esme } from '@tandem/smpp';
import { beforeEach, expect, test } from 'vitest';
import { type Bind, Binds } from './binds.ts';

let clock: ManualClock;
let binds: Binds;

beforeEach(() => {
  clock = new ManualClock();
  binds = new Binds({ clock, window: 2 });
});

const late = () => clock.now() + 60_000;

function add(
  name: string,
  state: Esme['state'] = 'bound',
): Bind & { esme: { state: Esme['state'] } } {
  const submit = () => Promise.reject(new Error('not used'));
  const bind = { name, esme: { state, submit }, taken: 0, pausedUntil: 0 };
  binds.add(bind);
  return bind;
}

test('the bind with most room is taken, and never one that is not bound', async () => {
  add('a', 'waiting');
  add('b');
  add('c');
  const names: (string | undefined)[] = [];
  for (let i = 0; i < 4; i += 1) names.push((await binds.reserve(late()))?.name);
  expect(names).toEqual(['b', 'c', 'b', 'c']);
  expect(binds.bound).toBe(2);
});

test('when all are full callers wait in order for a place to come back', async () => {
  const bind = add('a');
  await binds.reserve(late());
  await binds.reserve(late());
  const order: number[] = [];
  const waiting = [1, 2].map(async (i) => {
    await binds.reserve(late());
    order.push(i);
  });
  expect(binds.waiting).toBe(2);
  binds.release(bind);
  binds.release(bind);
  await Promise.all(waiting);
  expect([order, bind.taken]).toEqual([[1, 2], 2]);
});

test('a bind that comes back serves those in line', async () => {
  const bind = add('a', 'waiting');
  const reserved = Promise.resolve(binds.reserve(late()));
  bind.esme.state = 'bound';
  binds.serve();
  expect(await reserved).toBe(bind);
});

test('a throttled bind takes nothing until its pause is over', async () => {
  const bind = add('a');
  binds.pause(bind, 500);
  const reserved = Promise.resolve(binds.reserve(late()));
  clock.advance(499);
  expect(binds.waiting).toBe(1);
  clock.advance(1);
  expect(await reserved).toBe(bind);
});

test('who waits past its deadline gets none, the others stay in line', async () => {
  const bind = add('a', 'waiting');
  const first = Promise.resolve(binds.reserve(clock.now() + 1_000));
  const second = Promise.resolve(binds.reserve(late()));
  clock.advance(1_000);
  expect(await first).toBeUndefined();
  expect([binds.waiting, clock.pendingTasks]).toEqual([1, 1]);
  bind.esme.state = 'bound';
  binds.serve();
  expect(await second).toBe(bind);
  clock.advance(1_000);
  expect(clock.pendingTasks).toBe(0);
});

test('stopped: those in line are turned away, and nobody waits any more', async () => {
  add('a', 'waiting');
  const waiting = Promise.resolve(binds.reserve(late()));
  binds.stop();
  await expect(waiting).rejects.toThrow('draining');
  await expect(binds.reserve(late())).rejects.toThrow('draining');
});

test('whoever found no place can say why: nothing bound, all throttled, or all full', () => {
  expect(binds.obstacle).toBe('unbound');
  add('a', 'waiting');
  expect(binds.obstacle).toBe('unbound');
  const bound = add('b');
  expect(binds.obstacle).toBe('full');
  binds.pause(bound, 1_000);
  expect([binds.obstacle, binds.isPaused(bound)]).toEqual(['throttled', true]);
  clock.advance(1_000);
  expect(binds.obstacle).toBe('full');
});
