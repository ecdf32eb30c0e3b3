import { ManualClock } from '@tandem/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Agenda } from './agenda.ts';

describe('Agenda', () => {
  it('runs tasks by due time, those of the same time in the order they were added', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 60 }), (delays) => {
        const clock = new ManualClock();
        const agenda = new Agenda(clock);
        const ran: number[] = [];
        delays.forEach((delayMs, i) => {
          agenda.add(delayMs * 10, () => ran.push(i));
        });
        expect(clock.pendingTasks).toBeLessThanOrEqual(1);
        clock.advance(400);
        const expected = delays.map((delayMs, i) => ({ delayMs, i }));
        expected.sort((a, b) => a.delayMs - b.delayMs || a.i - b.i);
        expect(ran).toEqual(expected.map(({ i }) => i));
        expect(agenda.size).toBe(0);
        expect(clock.pendingTasks).toBe(0);
      }),
    );
  });

  it('runs nothing early, and what a task adds later', () => {
    const clock = new ManualClock();
    const agenda = new Agenda(clock);
    const ran: string[] = [];
    agenda.add(100, () => {
      ran.push('first');
      agenda.add(50, () => ran.push('second'));
    });
    clock.advance(90);
    expect(ran).toEqual([]);
    clock.advance(20);
    expect(ran).toEqual(['first']);
    clock.advance(60);
    expect(ran).toEqual(['first', 'second']);
  });

  it('runs what is left when it closes, in order, and everything at once from then on', async () => {
    const clock = new ManualClock();
    const agenda = new Agenda(clock);
    const ran: string[] = [];
    agenda.add(300, () => ran.push('later'));
    agenda.add(200, () => ran.push('sooner'));
    agenda.close();
    expect(ran).toEqual(['sooner', 'later']);
    await agenda.wait(1_000);
    expect(clock.pendingTasks).toBe(0);
  });
});
