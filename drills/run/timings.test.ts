import { topologyFor } from '@tandem/topology';
import { expect, it } from 'vitest';
import { deadlineOf } from './parameters.ts';
import { settleSecondsOf } from './timings.ts';

const topology = topologyFor('fast');

it('waits for the attempt that follows those which the endpoint refused', () => {
  const { backoffMs, jitter } = topology.authentication.callback;
  const atMs = 1_000;
  const refusedMs = backoffMs.slice(0, 4).reduce((sum, ms) => sum + ms, 0);
  const rows = [
    { atMs, act: 'inject', fault: 0 },
    { atMs: atMs + refusedMs, act: 'heal', fault: 0 },
  ] as const;
  const seconds = settleSecondsOf({ rows }, topology);
  const fifth = backoffMs[4] ?? Number.NaN;
  expect(seconds * 1_000).toBeGreaterThan(deadlineOf(topology) + fifth * (1 + jitter));
});

it('waits for the deadline when nothing goes wrong', () => {
  expect(settleSecondsOf({ rows: [] }, topology) * 1_000).toBeGreaterThan(deadlineOf(topology));
});
