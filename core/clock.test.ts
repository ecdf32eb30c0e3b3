import { describe, expect, it } from 'vitest';
import { delay, ManualClock } from './clock.ts';

describe('ManualClock', () => {
  it('runs due tasks in the order of their time, then of their scheduling', () => {
    const clock = new ManualClock();
    const ran: string[] = [];
    clock.schedule(20, () => ran.push('late'));
    clock.schedule(10, () => ran.push('first'));
    clock.schedule(10, () => ran.push('second'));
    clock.advance(10);
    expect(ran).toEqual(['first', 'second']);
    clock.advance(10);
    expect(ran).toEqual(['first', 'second', 'late']);
  });

  it('runs tasks that a task schedules inside the same step', () => {
    const clock = new ManualClock();
    let ticks = 0;
    const tick = () => {
      ticks += 1;
      clock.schedule(10, tick);
    };
    clock.schedule(10, tick);
    clock.advance(100);
    expect(ticks).toBe(10);
  });

  it('shows a task its own due time and forgets a cancelled one', () => {
    const clock = new ManualClock(1_000);
    const seen: number[] = [];
    clock.schedule(5, () => seen.push(clock.now(), clock.monotonic()));
    clock.schedule(6, () => seen.push(-1))();
    clock.advance(50);
    expect(seen).toEqual([1_005, 5]);
    expect(clock.pendingTasks).toBe(0);
  });

  it('resolves a delay in its own time', async () => {
    const clock = new ManualClock();
    const waited = delay(clock, 1_000).then(() => 'done');
    clock.advance(1_000);
    await expect(waited).resolves.toBe('done');
  });
});
