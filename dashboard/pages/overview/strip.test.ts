import { describe, expect, it } from 'vitest';
import { stretchesOf } from './strip.ts';

describe('the history of a monitor', () => {
  it('is unknown before its first check, and lasts until now', () => {
    const history = [
      { at: 500, health: 'up' },
      { at: 800, health: 'down' },
    ] as const;
    expect(stretchesOf([...history], 1_000, 1_000)).toEqual([
      { from: 0, to: 0.5, health: 'unknown' },
      { from: 0.5, to: 0.8, health: 'up' },
      { from: 0.8, to: 1, health: 'down' },
    ]);
  });

  it('leaves out what was over before the window', () => {
    const history = [
      { at: 100, health: 'down' },
      { at: 200, health: 'up' },
    ] as const;
    expect(stretchesOf([...history], 10_000, 1_000)).toEqual([{ from: 0, to: 1, health: 'up' }]);
  });

  it('is unknown without any check', () => {
    expect(stretchesOf([], 1_000, 1_000)).toEqual([{ from: 0, to: 1, health: 'unknown' }]);
  });
});
