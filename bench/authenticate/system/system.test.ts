import type { ProcessStatus } from '@tandem/local';
import { describe, expect, test } from 'vitest';
import { growth, parseMetrics } from './metrics.ts';
import { memorySlope, settledSamples } from './soak.ts';
import { costsBetween } from './usage.ts';
import { countWork } from './work.ts';

const EXPOSITION = `# HELP tandem_a_total Things.
# TYPE tandem_a_total counter
tandem_a_total{route="/v1/{id} x",status="202"} 5
tandem_a_total{route="/token",status="200"} 2.5
tandem_b 1e3

nonsense`;

describe('metrics of a region', () => {
  test('are summed over their labels', () => {
    const totals = parseMetrics(EXPOSITION);
    expect(Object.fromEntries(totals)).toEqual({ tandem_a_total: 7.5, tandem_b: 1_000 });
  });

  test('grow from nothing when they were not there before', () => {
    const after = parseMetrics(EXPOSITION);
    expect(growth(new Map(), after, 'tandem_a_total')).toBe(7.5);
    expect(growth(new Map([['tandem_b', 400]]), after, 'tandem_b')).toBe(600);
    expect(() => growth(after, new Map(), 'tandem_b')).toThrow('no metric tandem_b');
  });

  test('give the work of one authentication', () => {
    const after = new Map([
      ['tandem_api_requests_total', 1_010],
      ['tandem_mno_operator_answers_total', 1_000],
      ['tandem_scheduled_jobs_callbacks_total', 1_100],
      ['tandem_audit_segments_total', 20],
      ['tandem_sms_submits_total', 1_000],
      ['tandem_sim_connections_closed_total', 1_000],
    ]);
    const before = new Map([['tandem_api_requests_total', 10]]);
    const documents = { writes: 7, versions: 5, bytes: 1_500 };
    expect(countWork(before, after, 1_000, documents)).toEqual({
      httpRequests: 2,
      callbacks: 1.1,
      documentWrites: 7.02,
      messages: 1,
      connections: 1,
    });
  });
});

describe('the cost of a process', () => {
  const status = (pid: number, cpuSeconds: number, rssBytes: number): ProcessStatus => ({
    name: 'bank',
    role: 'bank',
    state: 'ready',
    pid,
    restarts: 0,
    usage: { cpuSeconds, rssBytes },
  });

  test('is what it used between two looks', () => {
    expect(costsBetween([status(7, 1, 100)], [status(7, 3.5, 120)])).toEqual([
      { name: 'bank', role: 'bank', cpuSeconds: 2.5, rssBytesBefore: 100, rssBytesAfter: 120 },
    ]);
  });

  test('is unknown when the process was replaced or is gone', () => {
    expect(() => costsBetween([status(7, 1, 100)], [status(8, 0, 50)])).toThrow('bank');
    expect(() => costsBetween([status(7, 1, 100)], [])).toThrow('bank');
  });
});

describe('the growth of memory', () => {
  test('is the slope a minute, whatever the noise around it', () => {
    const noise = [1, -1, -1, 1];
    const samples = noise.map((off, i) => ({ seconds: i * 30, megabytes: 200 + i + off }));
    expect(memorySlope(samples)).toBeCloseTo(2, 9);
  });

  test('is judged on the second half', () => {
    const samples = [0, 1, 2, 3, 4].map((seconds) => ({ seconds, megabytes: seconds }));
    expect(settledSamples(samples).map(({ seconds }) => seconds)).toEqual([2, 3, 4]);
  });

  test('is not a number of one sample', () => {
    expect(memorySlope([{ seconds: 0, megabytes: 1 }])).toBeNaN();
  });
});
