import { describe, expect, it } from 'vitest';
import { relative, span, utc } from './words.ts';

const noon = Date.UTC(2026, 10, 23, 12, 0, 0);

describe('times', () => {
  it('are absolute in UTC, with the date when it is not today', () => {
    expect(utc(noon, noon + 60_000)).toBe('12:00:00 UTC');
    expect(utc(noon, noon + 86_400_000)).toBe('2026-11-23 12:00:00 UTC');
  });

  it.each([
    [0, 'now'],
    [4_200, '4 s ago'],
    [-12_000, 'in 12 s'],
    [61_000, '1 min ago'],
    [90 * 60_000, '1 h ago'],
    [5 * 86_400_000, '5 days ago'],
  ])('are relative: %i ms', (ago, words) => {
    expect(relative(noon - ago, noon)).toBe(words);
  });

  it.each([
    [48.4, '48 ms'],
    [1_430, '1.43 s'],
    [12_345, '12.3 s'],
    [125_000, '2 min 5 s'],
    [119_700, '1 min 59 s'],
  ])('span: %d ms', (ms, words) => {
    expect(span(ms)).toBe(words);
  });
});
