import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { concerns, first, isOf, pick, sorted, without } from '../checks/testing/edit.ts';
import { validHistory } from '../checks/testing/valid-history.ts';
import type { History } from '../history/index.ts';
import { resultOf } from './build.ts';
import { DrillResultSchema } from './schema.ts';

const schema = Compile(DrillResultSchema);
const history = validHistory({ seed: 21, rate: 30 });
const result = resultOf(history);

describe('resultOf', () => {
  it('is as the contract has it, with and without a fault, and of a history that says little', () => {
    const [drill] = history;
    const histories = [history, validHistory({ quiet: true }), drill ? [drill] : []];
    for (const each of histories) {
      const json = JSON.parse(JSON.stringify(resultOf(each)));
      expect(schema.Errors(json)).toEqual([]);
    }
  });

  it('counts the load and its outcomes', () => {
    expect(result.load).toMatchObject({
      rate: 30,
      seconds: 8,
      offered: 240,
      accepted: 240,
      errors: 0,
    });
    expect(result.load.firstTryErrors).toBeGreaterThan(0);
    expect(Object.values(result.outcomes).reduce((sum, count) => sum + count, 0)).toBe(240);
    expect(result).toMatchObject({
      lost: 0,
      contradictory: 0,
      duplicateWakeups: 0,
      auditChain: 'ok',
    });
    expect(result.measured.asExpected).toEqual({ before: 1, during: 1, after: 1 });
    expect(result.duplicateCallbacks).toBeGreaterThan(0);
  });

  it('measures recovery in its parts', () => {
    const { api, sim, jobs } = result.rto;
    expect(api.detection).toBeCloseTo(0.9, 3);
    expect(sim.detection).toBeCloseTo(1.1, 3);
    expect(sim.total).toBeGreaterThan(1);
    expect(jobs.decision).toBeCloseTo(1.9, 3);
    expect(jobs.total).toBeCloseTo(1.905, 3);
    expect(result.fault.at).toBe(first(history, 'fault').time);
    expect(result.measured.firstTryErrorsUntil).toBeLessThanOrEqual(0.9);
    expect(result.measured).toMatchObject({ refusedWrites: 2, epochs: 1, failedOffersUntil: null });
  });

  it('has nothing to say of recovery without a fault', () => {
    const quiet = resultOf(validHistory({ quiet: true }));
    expect(quiet.rto.api).toEqual({ detection: null, traffic: null, total: null });
    expect(quiet.rto.jobs).toEqual({ decision: null, total: null });
    expect(quiet.fault).toEqual({ at: null, healedAt: null });
    expect(quiet.availability).toEqual({ before: 1, during: null, after: null });
    expect(quiet.measured.p99NormalAfter).toBeNull();
  });

  it('waits for detection when traffic did not move before it', () => {
    const { time } = first(history, 'fault');
    const blind = history.map((each) => {
      if (!isOf(each, 'approve') || each.type !== 'ok') return each;
      if (each.time < time || each.time > time + 1_500) return each;
      return { ...each, value: { ...each.value, tries: 2, firstError: 'timeout' } };
    }) as History;
    const { detection, traffic, total } = resultOf(blind).rto.api;
    expect(detection).toBeCloseTo(0.9, 3);
    expect(total).toBeGreaterThan(1.4);
    expect((detection ?? 0) + (traffic ?? 0)).toBeCloseTo(total ?? 0, 6);
  });

  it('does not take a stray failure for an outage', () => {
    const fault = first(history, 'fault').time;
    const stray = first(history, 'poll', ({ type, time }) => type === 'ok' && time > fault + 2_500);
    const { applet } = stray.value;
    const failed = { ...stray, type: 'info', value: { applet, reason: 'TIMEOUT' } } as typeof stray;
    const edited = history.map((each) => (each === stray ? failed : each));
    expect(resultOf(edited).rto.sim.total).toBeLessThan(1.3);
  });

  it('says when latency was normal again', () => {
    const { time } = first(history, 'fault');
    const slowed = (untilMs: number) =>
      sorted(
        history.map((each) => {
          if (!isOf(each, 'approve') || each.type !== 'ok') return each;
          if (each.time < time || each.time > time + untilMs) return each;
          const value = { ...each.value, ms: (each.value.ms ?? 0) + 800 };
          return { ...each, time: each.time + 800, value };
        }),
      );
    expect(resultOf(slowed(2_500)).measured.p99NormalAfter).toBe(3);
    expect(resultOf(slowed(60_000)).measured.p99NormalAfter).toBeNull();
    expect(resultOf(slowed(60_000)).p99Ms.before).toBeLessThan(20);
  });

  it('counts what was lost and what was told in two ways', () => {
    const one = pick(history, ({ deliveries }) => deliveries.length === 1);
    const lost = without(history, (each) => each.f === 'callback' && concerns(one)(each));
    expect(resultOf(lost)).toMatchObject({ lost: 1, contradictory: 0, valid: false });
    const callback = first(
      history,
      'callback',
      (each) => each.type === 'ok' && concerns(one)(each),
    );
    const other = {
      ...callback,
      value: { ...callback.value, responseType: 'FAILED', fingerprint: 'x' },
    };
    const told = sorted([...history, other as typeof callback]);
    expect(resultOf(told)).toMatchObject({ lost: 0, contradictory: 1, valid: false });
  });

  it('refuses a history without its first line', () => {
    expect(() => resultOf(history.slice(1))).toThrow('the first line is not the drill');
  });
});
