import { ManualClock } from '@tandem/core';
import { beforeEach, expect, test } from 'vitest';
import { DelayLine } from './delay-line.ts';

let clock: ManualClock;
let due: string[];
let line: DelayLine<string>;

beforeEach(() => {
  clock = new ManualClock();
  due = [];
  line = new DelayLine({ clock, delayMs: 800, onDue: (item) => due.push(item) });
});

test('items become due one delay after they were added, with one timer for all', () => {
  line.add('a');
  clock.advance(400);
  line.add('b');
  line.add('c');
  expect(clock.pendingTasks).toBe(1);
  clock.advance(399);
  expect(due).toEqual([]);
  clock.advance(1);
  expect(due).toEqual(['a']);
  clock.advance(400);
  expect(due).toEqual(['a', 'b', 'c']);
  expect([line.size, clock.pendingTasks]).toEqual([0, 0]);
});

test('what is removed or taken out never becomes due', () => {
  for (const item of ['a', 'b', 'c']) line.add(item);
  expect([line.remove('b'), line.remove('b')]).toEqual([true, false]);
  expect(line.takeAll()).toEqual(['a', 'c']);
  clock.advance(10_000);
  expect(due).toEqual([]);
  line.add('d');
  clock.advance(800);
  expect(due).toEqual(['d']);
});

test('an item added again keeps its place; one added by its own end waits anew', () => {
  const again = new DelayLine<string>({
    clock,
    delayMs: 800,
    onDue: (item) => {
      due.push(item);
      if (due.length < 3) again.add(item);
    },
  });
  again.add('a');
  clock.advance(700);
  again.add('a');
  clock.advance(100);
  expect(due).toEqual(['a']);
  clock.advance(1_600);
  expect(due).toEqual(['a', 'a', 'a']);
});
