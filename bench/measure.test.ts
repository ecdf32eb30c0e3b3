import { expect, test } from 'vitest';
import { median, meetsTarget } from './measure.ts';

const measure = { name: 'x', value: 10, unit: 'ops/s' } as const;

test('the median of odd and even counts', () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2])]).toEqual([2, 2.5]);
});

test('a target is met by the value or by the ratio to a peer', () => {
  expect(meetsTarget(measure)).toBeUndefined();
  expect(meetsTarget({ ...measure, target: { atLeast: 10 } })).toBe(true);
  expect(meetsTarget({ ...measure, target: { atMost: 9 } })).toBe(false);
  const target = { peer: 'p', atLeast: 5 } as const;
  expect(meetsTarget({ ...measure, target, ratios: { p: 4.9 } })).toBe(false);
  expect(meetsTarget({ ...measure, target, ratios: { p: 5 } })).toBe(true);
});

test('without the peer there is no verdict', () => {
  expect(meetsTarget({ ...measure, target: { peer: 'p', atLeast: 5 } })).toBeUndefined();
});
