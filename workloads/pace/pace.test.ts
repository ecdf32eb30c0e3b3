import { ManualClock } from '@tandem/core';
import { expect, test } from 'vitest';
import { passTime, settle } from '../testing/settle.ts';
import { inParallel } from './in-parallel.ts';
import { Periodic } from './periodic.ts';

test('a run that takes long is never overtaken by the next', async () => {
  const clock = new ManualClock();
  const ends: (() => void)[] = [];
  const work = () => new Promise<void>((resolve) => ends.push(resolve));
  const periodic = new Periodic({ clock, everyMs: 10, work, onError: () => undefined });
  periodic.start();
  periodic.start();
  await passTime(clock, 100, 10);
  expect(ends).toHaveLength(1);
  ends[0]?.();
  await settle();
  await passTime(clock, 10, 10);
  expect(ends).toHaveLength(2);
  const stopped = periodic.stop();
  ends[1]?.();
  await stopped;
  expect(clock.pendingTasks).toBe(0);
});

test('a run that fails is reported, counted and repeated', async () => {
  const clock = new ManualClock();
  const errors: unknown[] = [];
  let failing = true;
  const work = async () => {
    if (failing) throw new Error('no');
  };
  const periodic = new Periodic({ clock, everyMs: 10, work, onError: (e) => errors.push(e) });
  periodic.start();
  await passTime(clock, 30, 10);
  expect([errors.length, periodic.failures]).toEqual([3, 3]);
  failing = false;
  await passTime(clock, 10, 10);
  expect(periodic.failures).toBe(0);
  await periodic.stop();
});

test('a failure that is excused is reported and not counted', async () => {
  const clock = new ManualClock();
  const errors: unknown[] = [];
  const periodic = new Periodic({
    clock,
    everyMs: 10,
    work: () => Promise.reject(new Error('away')),
    onError: (error) => errors.push(error),
    excused: () => true,
  });
  periodic.start();
  await passTime(clock, 30, 10);
  expect([errors.length, periodic.failures]).toEqual([3, 0]);
  await periodic.stop();
});

test('inParallel keeps to its limit and returns what failed', async () => {
  let running = 0;
  let most = 0;
  const errors = await inParallel([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
    running += 1;
    most = Math.max(most, running);
    await settle(1);
    running -= 1;
    if (item === 4) throw new Error('four');
  });
  expect(most).toBe(3);
  expect(errors).toEqual([new Error('four')]);
});
