import { describe, expect, test } from 'vitest';
import { type Measure, meetsTarget } from './measure.ts';
import { measureDocument, measureRow, verdict } from './report.ts';

const faster: Measure = {
  name: 'codec encode',
  value: 1_234_567.8,
  unit: 'submit_sm/s',
  ratios: { 'npm smpp': 5.678_9 },
  target: { peer: 'npm smpp', atLeast: 5 },
};

describe('a measure', () => {
  test.each<[string, Omit<Measure, 'name' | 'unit'>, boolean | undefined]>([
    ['at its lower bound', { value: 5, target: { atLeast: 5 } }, true],
    ['below its lower bound', { value: 4.9, target: { atLeast: 5 } }, false],
    ['at its upper bound', { value: 5, target: { atMost: 5 } }, true],
    ['above its upper bound', { value: 5.1, target: { atMost: 5 } }, false],
    [
      'cheap enough beside its peer',
      { value: 9, ratios: { floor: 2.9 }, target: { peer: 'floor', atMost: 3 } },
      true,
    ],
    [
      'too dear beside its peer',
      { value: 1, ratios: { floor: 3.1 }, target: { peer: 'floor', atMost: 3 } },
      false,
    ],
    ['without its peer', { value: 9, target: { peer: 'floor', atMost: 3 } }, undefined],
    ['without a target', { value: 9 }, undefined],
  ])('%s', (_, measure, met) => {
    expect(meetsTarget({ name: 'x', unit: 'ms', ...measure })).toBe(met);
  });

  test('as one entry of the JSON document', () => {
    expect(measureDocument('smpp', faster)).toEqual({
      bench: 'smpp',
      name: 'codec encode',
      value: 1_234_567.8,
      unit: 'submit_sm/s',
      ratio: { 'npm smpp': 5.679 },
      target: '>= 5 x npm smpp',
      met: true,
    });
    expect(measureDocument('smpp', { name: 'x', value: 1, unit: 'ms' })).toEqual({
      bench: 'smpp',
      name: 'x',
      value: 1,
      unit: 'ms',
      ratio: {},
    });
  });

  test('as one row of the table', () => {
    expect(measureRow(measureDocument('smpp', faster))).toEqual([
      'codec encode',
      '1,234,568',
      'submit_sm/s',
      '5.679 x npm smpp',
      '>= 5 x npm smpp',
      'yes',
    ]);
  });

  test('whose peer is not there says that it cannot be judged', () => {
    const { ratios: _, ...alone } = faster;
    expect(measureRow(measureDocument('smpp', alone)).at(-1)).toBe('?');
  });
});

describe('the verdict', () => {
  const slow = { name: 'p99', value: 1_500, unit: 'ms', target: { atMost: 1_000 } };

  test('names every target that was missed', () => {
    const measures = [measureDocument('smpp', faster), measureDocument('authenticate', slow)];
    expect(verdict(measures)).toBe('1 of 2 targets MISSED: authenticate: p99 (<= 1,000 ms).');
  });

  test('says so when all were met, and when there were none', () => {
    expect(verdict([measureDocument('smpp', faster)])).toBe('All 1 targets met.');
    expect(verdict([])).toBe('No measure here has a target.');
  });
});
