import type { DriveResult } from '@tandem/local';
import { describe, expect, test } from 'vitest';
import { meetsTarget } from '../measure.ts';
import { authenticateMeasures } from './measures.ts';
import type { SystemResult } from './system/index.ts';

const latency = { count: 800, minMs: 1, meanMs: 9, p90Ms: 20, p999Ms: 90, maxMs: 99 };

function result(completedPerSecond: number, change: Partial<DriveResult> = {}): DriveResult {
  return {
    load: {
      kind: 'open',
      seed: 1,
      concurrency: 256,
      seconds: 1,
      offered: 800,
      accepted: 800,
      refused: 0,
      errors: 0,
      firstTryErrors: 0,
      firstTryReasons: {},
      maxBacklog: 0,
    },
    outcomes: { VERIFIED: 800 },
    unexpected: {},
    completed: 800,
    completedPerSecond,
    lost: 0,
    lostRequests: [],
    contradictory: 0,
    duplicateCallbacks: 0,
    acceptance: { ...latency, p50Ms: 5, p99Ms: 40 },
    completion: { ...latency, p50Ms: 50.04, p99Ms: 400 },
    ...change,
  };
}

const one = { httpRequests: 1, callbacks: 1, documentWrites: 1, messages: 1, connections: 1 };
const costs = (each: number) => ({
  httpRequests: each,
  callbacks: each,
  documentWrites: each,
  messages: each,
  connections: each,
});
const process = (
  name: string,
  role: 'region' | 'bank' | 'edge',
  cpuSeconds: number,
  megabytes: number,
) => ({
  name,
  role,
  ...(role === 'region' ? { region: name } : {}),
  cpuSeconds,
  rssBytesBefore: 1,
  rssBytesAfter: megabytes * 1e6,
});

const system: SystemResult = {
  closed: result(900),
  open: result(799.6),
  rate: 800,
  processes: [
    process('us-east-1', 'region', 1, 250),
    process('bank', 'bank', 0.6, 120),
    process('us-west-2', 'region', 0.2, 130),
    process('edge', 'edge', 0.4, 90),
  ],
  counts: one,
  documents: { writes: 6, versions: 5, bytes: 1_500 },
  soak: [],
};
const floor = { flatOut: costs(0.000_2), sameRate: costs(0.000_4) };

function measure(name: string, of: SystemResult = system) {
  const found = authenticateMeasures(of, floor).find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no measure ${name}`);
  return found;
}

describe('the measures of the whole system', () => {
  test('give the CPU of each process, of all, and of the path beside the floor', () => {
    expect(measure('CPU per authentication: us-east-1').value).toBe(1.25);
    expect(measure('CPU per authentication: all processes').value).toBe(2.75);
    const path = measure('CPU per authentication: all but edge and standby');
    expect(path.value).toBe(2);
    expect(path.ratios).toEqual({
      floor: expect.closeTo(2, 9),
      'floor at the same rate': expect.closeTo(1, 9),
    });
    expect(meetsTarget(path)).toBe(true);
  });

  test('hold only the region process to the limit of memory', () => {
    expect(meetsTarget(measure('memory: us-east-1'))).toBe(true);
    expect(measure('memory: bank').target).toBeUndefined();
  });

  test('count everything that did not end as it should', () => {
    const open = result(700, { lost: 2, contradictory: 1, unexpected: { 'ordinary: A -> B': 4 } });
    const wrong = measure('open loop: lost, failed or wrong', { ...system, open });
    expect(wrong.value).toBe(7);
    expect(meetsTarget(wrong)).toBe(false);
  });

  test('hold the closed loop to the throughput and both loops to the latency', () => {
    expect(meetsTarget(measure('closed loop: completed'))).toBe(true);
    expect(measure('open loop: completed').target).toBeUndefined();
    expect(measure('open loop: p50').value).toBe(50);
    expect(meetsTarget(measure('open loop: p99'))).toBe(true);
  });

  test('say nothing of growth that was watched too shortly', () => {
    const short = { ...system, soak: [{ seconds: 0, megabytes: 200 }] };
    expect(() => measure('memory: region, most in the soak', short)).toThrow('no measure');
  });

  test('add the growth of memory when it was watched', () => {
    const soak = Array.from({ length: 25 }, (_, i) => ({ seconds: i * 5, megabytes: 200 + i / 3 }));
    const grown = { ...system, soak };
    expect(measure('memory: region, most in the soak', grown).value).toBe(208);
    const growth = measure('memory: region, growth in the second half of the soak', grown);
    expect(growth.value).toBe(4);
    expect(meetsTarget(growth)).toBe(true);
  });
});
