import { describe, expect, it } from 'vitest';
import { ManualClock } from './clock.ts';
import { FaultBoard } from './faults.ts';

type Example = { readonly kind: 'slow'; readonly delayMs: number } | { readonly kind: 'down' };

describe('FaultBoard', () => {
  it('heals a fault by itself when its time is over', () => {
    const clock = new ManualClock(1_000);
    const board = new FaultBoard<Example>(clock);
    const active = board.inject({ kind: 'slow', delayMs: 5 }, 200);
    expect(active).toMatchObject({ since: 1_000, healsAt: 1_200 });
    expect(board.find('slow')?.delayMs).toBe(5);
    clock.advance(199);
    expect(board.list()).toHaveLength(1);
    clock.advance(1);
    expect(board.find('slow')).toBeUndefined();
    expect(board.heal(active.id)).toBe(false);
  });

  it('uses the newest of several of one kind, and the older one again when that heals', () => {
    const board = new FaultBoard<Example>(new ManualClock());
    board.inject({ kind: 'slow', delayMs: 1 });
    const newer = board.inject({ kind: 'slow', delayMs: 2 });
    board.inject({ kind: 'down' });
    expect(board.find('slow')?.delayMs).toBe(2);
    board.heal(newer.id);
    expect(board.find('slow')?.delayMs).toBe(1);
    expect(board.healAll()).toBe(2);
    expect(board.list()).toEqual([]);
  });

  it('tells its owner of each fault, for those that act at once', () => {
    const seen: Example[] = [];
    const board = new FaultBoard<Example>(new ManualClock(), (fault) => seen.push(fault));
    board.inject({ kind: 'down' });
    expect(seen).toEqual([{ kind: 'down' }]);
  });

  it('tells its owner of each healing, when the fault is no longer in force', () => {
    const clock = new ManualClock();
    const healed: { fault: Example; left: number }[] = [];
    const board: FaultBoard<Example> = new FaultBoard<Example>(
      clock,
      () => undefined,
      (fault) => healed.push({ fault, left: board.list().length }),
    );
    board.inject({ kind: 'down' }, 100);
    board.inject({ kind: 'slow', delayMs: 5 });
    clock.advance(100);
    board.healAll();
    expect(healed).toEqual([
      { fault: { kind: 'down' }, left: 1 },
      { fault: { kind: 'slow', delayMs: 5 }, left: 0 },
    ]);
  });
});
