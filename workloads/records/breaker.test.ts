import { ManualClock } from '@tandem/core';
import { beforeEach, expect, test } from 'vitest';
import { Breaker } from './breaker.ts';

let clock: ManualClock;
let breaker: Breaker;

beforeEach(() => {
  clock = new ManualClock();
  breaker = new Breaker({ clock, failuresToOpen: 3, openMs: 1_000, maxOpenMs: 3_000 });
});

function fail(times: number): void {
  for (let i = 0; i < times; i += 1) {
    expect(breaker.admit()).toBe(true);
    breaker.failed();
  }
}

test('opens after failures in a row; a success in between starts the count again', () => {
  fail(2);
  breaker.succeeded();
  fail(2);
  expect(breaker.state).toBe('closed');
  fail(1);
  expect(breaker.admit()).toBe(false);
});

test('lets one probe pass when its time is over, and closes when that succeeds', () => {
  fail(3);
  clock.advance(999);
  expect(breaker.admit()).toBe(false);
  clock.advance(1);
  expect([breaker.admit(), breaker.admit()]).toEqual([true, false]);
  breaker.succeeded();
  expect([breaker.admit(), breaker.admit()]).toEqual([true, true]);
});

test('stays open twice as long after each failed probe, up to the limit', () => {
  fail(3);
  for (const openMs of [1_000, 2_000, 3_000, 3_000]) {
    clock.advance(openMs - 1);
    expect(breaker.admit()).toBe(false);
    clock.advance(1);
    fail(1);
  }
});

test('calls that began before it opened do not move it', () => {
  fail(3);
  breaker.succeeded();
  breaker.failed();
  expect(breaker.state).toBe('open');
  clock.advance(1_000);
  expect(breaker.admit()).toBe(true);
});
