import { describe, expect, test } from 'vitest';
import { floorSeconds, WORK_NAMES, WORK_TITLES } from './counts.ts';

const once = { httpRequests: 1, callbacks: 1, documentWrites: 1, messages: 1, connections: 1 };

describe('the floor of one authentication', () => {
  test('is each piece of work as often as it happens', () => {
    const counts = {
      httpRequests: 2,
      callbacks: 1,
      documentWrites: 7.2,
      messages: 1,
      connections: 0.5,
    };
    const costs = {
      httpRequests: 0.001,
      callbacks: 0.002,
      documentWrites: 0.000_1,
      messages: 0.000_5,
      connections: 0.004,
    };
    expect(floorSeconds(counts, costs)).toBeCloseTo(0.002 + 0.002 + 0.000_72 + 0.000_5 + 0.002, 12);
  });

  test('leaves no kind of work out', () => {
    for (const name of WORK_NAMES) {
      expect(floorSeconds({ ...once, [name]: 3 }, once)).toBe(7);
    }
    expect(WORK_NAMES).toHaveLength(Object.keys(WORK_TITLES).length);
  });
});
