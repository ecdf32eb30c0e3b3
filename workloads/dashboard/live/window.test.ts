import { EMPTY_ROLL, type Figures, look, type StoredReport } from '@tandem/runtime';
import { expect, test } from 'vitest';
import { FigureWindow, quantiles } from './window.ts';

const report = (id: string, beat: number, figures: Figures): StoredReport => ({
  _id: id,
  version: beat,
  kind: 'process',
  region: id.split('/')[0] ?? '',
  workloads: ['api'],
  ready: ['api'],
  able: true,
  up: true,
  reasons: [],
  beat,
  startedAt: 0,
  reportedAt: beat * 1_000,
  skewMs: 0,
  facts: {},
  lags: {},
  figures,
});

/** What the board showed, look after look: each process once a second. */
function watched(...looks: readonly (readonly StoredReport[])[]): FigureWindow {
  const window = new FigureWindow();
  let roll = EMPTY_ROLL;
  for (const reports of looks) {
    roll = look(roll, reports);
    window.observe(roll);
  }
  return window;
}

test('rates are those of the last seconds, added up over the processes of a region', () => {
  const at = (beat: number, a: number, b: number) => [
    report('east/a', beat, { requests: { 202: a, 400: 1 } }),
    report('east/b', beat, { requests: { 202: b } }),
    report('west/a', beat, { requests: { 202: 1_000 } }),
  ];
  // What a process said before it was seen alive does not count.
  const window = watched(at(1, 0, 0), at(2, 10, 50), at(3, 20, 70));
  expect(window.rate('east', 'requests')).toBe(30);
  expect(window.rate('east', 'requests', (status) => status === '400')).toBe(0);
  expect(window.rate('west', 'requests')).toBe(0);
  expect(window.levels('east', 'requests').get('202')).toBe(90);
});

test('a process that restarts begins at nothing, and one that is gone counts no more', () => {
  const first = (beat: number, value: number) => [report('east/a', beat, { polls: { ok: value } })];
  const window = watched(first(1, 500), first(2, 510), first(3, 520));
  expect(window.rate('east', 'polls')).toBe(10);
  const gone = watched(first(1, 500), first(2, 510), [], []);
  expect(gone.rate('east', 'polls')).toBe(0);
});

test('ten thousand a second cost as much as ten', () => {
  const fast = (beat: number) => [report('east/a', beat, { polls: { ok: beat * 10_000 } })];
  const looks = Array.from({ length: 100 }, (_, index) => fast(index + 1));
  expect(watched(...looks).rate('east', 'polls')).toBe(10_000);
});

test('quantiles lie within their buckets, and nothing is known beyond the last', () => {
  const buckets = (counts: Readonly<Record<string, number>>) => new Map(Object.entries(counts));
  expect(quantiles(buckets({ '0.1': 50, '1': 100, '+Inf': 100 }))).toEqual({
    count: 100,
    p50: 100,
    p99: 982,
  });
  expect(quantiles(buckets({ '0.1': 0, '+Inf': 7 }))).toMatchObject({ p50: 100, p99: 100 });
  expect(quantiles(buckets({ '0.1': 0, '+Inf': 0 }))).toBeNull();
});
