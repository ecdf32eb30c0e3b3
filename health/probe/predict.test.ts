import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FailureMode, predictDetection, predictRecovery } from './predict.ts';
import { newProbe, stepProbe, wakeAt } from './probe.ts';
import type { ProbeRules, ProbeState } from './rules.ts';

const rules = fc
  .record({
    intervalMs: fc.integer({ min: 50, max: 400 }),
    timeoutMs: fc.integer({ min: 1, max: 49 }),
    timeoutRetries: fc.integer({ min: 0, max: 3 }),
    passesToUp: fc.integer({ min: 1, max: 4 }),
    failuresToDown: fc.integer({ min: 1, max: 4 }),
    firstPassCounts: fc.boolean(),
  })
  .filter(({ intervalMs, timeoutMs, timeoutRetries }) => {
    return timeoutMs * (timeoutRetries + 1) <= intervalMs;
  });
const mode = fc.constantFrom<FailureMode>('silent', 'refusing');

/** Steps the machine from event to event against a target that is alive or not, and says when it knew. */
function timeToKnow(
  given: ProbeRules,
  start: ProbeState,
  from: number,
  alive: (now: number) => boolean,
  failure: FailureMode,
  goal: 'up' | 'down',
): number {
  let state = start;
  let now = from;
  for (let steps = 0; steps < 1_000; steps += 1) {
    now = Math.max(now, wakeAt(given, state));
    let step = stepProbe(given, state, { type: 'tick' }, now);
    const answers = alive(now) || failure === 'refusing';
    if (step.send !== undefined && answers) {
      const result = alive(now) ? 'pass' : 'fail';
      step = stepProbe(given, step.state, { type: 'ended', probe: step.send, result }, now);
    }
    state = step.state;
    if (state.health === goal) return now;
  }
  throw new Error('never known');
}

/** A state of that health whose last check was at 0. */
function settled(given: ProbeRules, health: 'up' | 'down'): ProbeState {
  return { ...newProbe(given.intervalMs), health };
}

describe('the predicted detection', () => {
  it('is what the machine takes, at its best, at its worst and on the mean', () => {
    fc.assert(
      fc.property(rules, mode, (given, failure) => {
        const { bestMs, expectedMs, worstMs } = predictDetection(given, failure);
        const times: number[] = [];
        for (let failsAt = 0.5; failsAt < given.intervalMs; failsAt += 1) {
          const alive = (now: number) => now < failsAt;
          const at = timeToKnow(given, settled(given, 'up'), 0, alive, failure, 'down');
          times.push(at - failsAt);
        }
        expect(Math.max(...times)).toBe(worstMs - 0.5);
        expect(Math.min(...times)).toBe(bestMs + 0.5);
        const mean = times.reduce((sum, one) => sum + one, 0) / times.length;
        expect(mean).toBeCloseTo(expectedMs, 6);
      }),
      { numRuns: 60 },
    );
  });

  it('holds when a check outlasts its interval', () => {
    const given = {
      intervalMs: 100,
      timeoutMs: 80,
      timeoutRetries: 1,
      passesToUp: 1,
      failuresToDown: 3,
      firstPassCounts: false,
    };
    const alive = (now: number) => now < 0.5;
    const at = timeToKnow(given, settled(given, 'up'), 0, alive, 'silent', 'down');
    expect(at - 0.5).toBe(predictDetection(given, 'silent').worstMs - 0.5);
  });
});

describe('the predicted recovery', () => {
  it('is what the machine takes', () => {
    fc.assert(
      fc.property(rules, (given) => {
        const { bestMs, worstMs } = predictRecovery(given);
        for (const returnsAt of [0.5, given.intervalMs / 2, given.intervalMs - 0.5]) {
          const alive = (now: number) => now >= returnsAt;
          const at = timeToKnow(given, settled(given, 'down'), 0, alive, 'refusing', 'up');
          expect(at - returnsAt).toBeLessThanOrEqual(worstMs);
          expect(at - returnsAt).toBeGreaterThanOrEqual(bestMs);
        }
      }),
    );
  });
});
