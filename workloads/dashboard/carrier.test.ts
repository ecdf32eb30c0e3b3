import { ManualClock } from '@tandem/core';
import { EMPTY_ROLL, look, type StoredReport } from '@tandem/runtime';
import { topologyFor } from '@tandem/topology';
import { expect, test } from 'vitest';
import { carrierOf } from './carrier.ts';
import { FigureWindow } from './live/window.ts';

const EAST = 'us-east-1';

/** A process with one bind, which started and reported at these seconds. */
const report = (instance: string, startedAt: number, reportedAt: number): StoredReport => ({
  _id: `${EAST}/${instance}`,
  version: reportedAt,
  kind: 'process',
  region: EAST,
  workloads: ['sms'],
  ready: ['sms'],
  able: true,
  up: true,
  reasons: [],
  beat: reportedAt,
  startedAt: startedAt * 1_000,
  reportedAt: reportedAt * 1_000,
  skewMs: 0,
  facts: {},
  lags: {},
  figures: { bindUp: { 1: 1 }, bindInFlight: { 1: 3 } },
});

/** What the page shows after looks at the board, one a second. */
function bindsAfter(...looks: readonly (readonly StoredReport[])[]) {
  const roll = looks.reduce(look, EMPTY_ROLL);
  const regions = { roll: () => roll } as Parameters<typeof carrierOf>[0]['regions'];
  const topology = topologyFor('fast');
  const { binds } = carrierOf({ clock: new ManualClock(), regions, topology }, new FigureWindow());
  return binds.map(({ instance, bind, state, inFlight }) => ({ instance, bind, state, inFlight }));
}

const killed = report('old', 0, 2);
const lost = [[report('old', 0, 1)], [killed], [killed], [killed], [killed], [killed]];

test('binds of a process that is lost are silent', () => {
  expect(bindsAfter(...lost)).toEqual([
    { instance: 'old', bind: '1', state: 'silent', inFlight: 3 },
  ]);
});

test('they are gone when another process of the region has started since', () => {
  const after = [
    [killed, report('new', 7, 8)],
    [killed, report('new', 7, 9)],
  ];
  expect(bindsAfter(...lost, ...after)).toMatchObject([{ instance: 'new', state: 'bound' }]);
});

test('they stay when the other one was there before, as then one is missing', () => {
  const beside = lost.map((seen, at) => [...seen, report('other', 0, at + 1)]);
  expect(bindsAfter(...beside)).toMatchObject([
    { instance: 'old', state: 'silent' },
    { instance: 'other', state: 'bound' },
  ]);
});
