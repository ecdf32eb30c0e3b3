import { ManualClock } from '@tandem/core';
import { expect, it } from 'vitest';
import { Deadlines } from './deadlines.ts';

it('expires each thing once, after the limit, with one timer for all', () => {
  const clock = new ManualClock();
  const deadlines = new Deadlines(clock, 100);
  const expired: string[] = [];
  const [a, b, c] = ['a', 'b', 'c'].map((name) => () => void expired.push(name));
  if (!a || !b || !c) throw new Error('three');
  deadlines.add(a);
  clock.advance(40);
  deadlines.add(b);
  deadlines.add(c);
  expect(clock.pendingTasks).toBe(1);
  deadlines.remove(b);
  clock.advance(60);
  expect(expired).toEqual(['a']);
  clock.advance(100);
  expect(expired).toEqual(['a', 'c']);
  expect(clock.pendingTasks).toBe(0);
  deadlines.add(b);
  deadlines.close();
  clock.advance(1_000);
  expect(expired).toEqual(['a', 'c']);
});
