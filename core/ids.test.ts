import { describe, expect, it } from 'vitest';
import { isId, newId } from './ids.ts';

describe('ids', () => {
  it('sort by the time they were made', () => {
    const times = [0, 1, 1_767_225_600_000, 1_767_225_600_001, 4_000_000_000_000];
    const ids = times.map((time) => newId(time));
    expect([...ids].sort()).toEqual(ids);
  });

  it('differ within one millisecond', () => {
    const ids = Array.from({ length: 10_000 }, () => newId(1_767_225_600_000));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('are told from other text', () => {
    expect(isId(newId(Date.UTC(2026, 0, 1)))).toBe(true);
    const id = newId(Date.UTC(2026, 0, 1));
    const others = ['', 'x', id.toUpperCase(), `${id}0`, ` ${id}`, id.replaceAll('-', '')];
    for (const text of others) {
      expect(isId(text)).toBe(false);
    }
  });
});
