import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newProbe, stepProbe, wakeAt } from './probe.ts';
import type { ProbeResult, ProbeRules, ProbeState, ProbeStep } from './rules.ts';

const RULES: ProbeRules = {
  intervalMs: 1_000,
  timeoutMs: 100,
  timeoutRetries: 2,
  passesToUp: 2,
  failuresToDown: 2,
  firstPassCounts: false,
};

function tick(state: ProbeState, now: number, rules = RULES): ProbeStep {
  return stepProbe(rules, state, { type: 'tick' }, now);
}

function end(state: ProbeState, result: ProbeResult, now: number, rules = RULES): ProbeStep {
  return stepProbe(rules, state, { type: 'ended', probe: state.probe, result }, now);
}

/** Whole checks that end at once, one per interval. */
function checks(results: readonly ('pass' | 'fail')[], rules = RULES): ProbeStep {
  let step: ProbeStep = { state: newProbe(0) };
  for (const result of results) {
    const now = step.state.nextCheckAt;
    step = end(tick(step.state, now, rules).state, result, now, rules);
  }
  return step;
}

describe('a health check', () => {
  it('starts when it is due, and the next one an interval after its start', () => {
    expect(tick(newProbe(50), 49).send).toBeUndefined();
    const { state, send } = tick(newProbe(50), 50);
    expect(send).toBe(1);
    expect(state.nextCheckAt).toBe(1_050);
    expect(end(state, 'pass', 90).state.nextCheckAt).toBe(1_050);
  });

  it('is repeated at once after a time-out, as often as retries say, and then fails', () => {
    let step = tick(newProbe(0), 0);
    for (const [at, probe] of [
      [100, 2],
      [200, 3],
    ] as const) {
      expect(wakeAt(RULES, step.state)).toBe(at);
      step = tick(step.state, at);
      expect(step.send).toBe(probe);
      expect(step.checked).toBeUndefined();
    }
    step = tick(step.state, 300);
    expect(step).toMatchObject({ checked: 'fail', state: { failures: 1, nextCheckAt: 1_000 } });
  });

  it('is not repeated after any other failure', () => {
    const step = end(tick(newProbe(0), 0).state, 'fail', 5);
    expect(step.send).toBeUndefined();
    expect(step.checked).toBe('fail');
  });

  it('passes when a retry passes', () => {
    const retried = tick(tick(newProbe(0), 0).state, 100);
    expect(end(retried.state, 'pass', 110).checked).toBe('pass');
  });

  it('ignores the answer to a probe that has timed out', () => {
    const { state } = tick(tick(newProbe(0), 0).state, 100);
    const late = stepProbe(RULES, state, { type: 'ended', probe: 1, result: 'pass' }, 101);
    expect(late.state).toBe(state);
  });

  it('counts an answer that comes after the time-out as a time-out', () => {
    expect(end(tick(newProbe(0), 0).state, 'pass', 100).send).toBe(2);
  });

  it('makes no burst after a pause of the checker', () => {
    const idle = end(tick(newProbe(0), 0).state, 'pass', 1).state;
    const { state, send } = tick(idle, 60_000);
    expect(send).toBe(2);
    expect(end(state, 'pass', 60_001).state.nextCheckAt).toBe(61_000);
  });

  it('that outlasts its interval is followed by the next at once', () => {
    const rules = { ...RULES, intervalMs: 150, timeoutRetries: 1 };
    const retried = tick(tick(newProbe(0), 0, rules).state, 100, rules);
    const { state } = tick(retried.state, 200, rules);
    expect(wakeAt(rules, state)).toBe(150);
    expect(tick(state, 200, rules).send).toBe(3);
  });
});

describe('the health of a target', () => {
  it('is unknown before enough checks', () => {
    expect(checks([]).state.health).toBe('unknown');
    expect(checks(['pass']).state.health).toBe('unknown');
    expect(checks(['fail']).state.health).toBe('unknown');
  });

  it('follows the first pass when that is the rule', () => {
    const rules = { ...RULES, firstPassCounts: true };
    expect(checks(['pass'], rules).changed).toEqual({ from: 'unknown', to: 'up' });
    expect(checks(['fail', 'fail', 'pass'], rules).state.health).toBe('down');
  });

  it('changes only after so many equal checks in a row', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('pass', 'fail'), { maxLength: 60 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 5 }),
        (results, passesToUp, failuresToDown) => {
          const rules = { ...RULES, passesToUp, failuresToDown };
          const { health } = checks(results, rules).state;
          expect(health).toBe(reference(results, passesToUp, failuresToDown));
        },
      ),
    );
  });

  it('never has two probes under way, and asks for no tick in the past', () => {
    const event = fc.record({
      after: fc.integer({ min: 0, max: 700 }),
      result: fc.constantFrom<(ProbeResult | 'tick' | 'stale')[]>(
        'pass',
        'fail',
        'timeout',
        'tick',
        'stale',
      ),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 80 }), (events) => {
        let state = newProbe(0);
        let now = 0;
        for (const { after, result } of events) {
          now += after;
          const probe = result === 'stale' ? state.probe - 1 : state.probe;
          const step =
            result === 'tick'
              ? tick(state, now)
              : stepProbe(
                  RULES,
                  state,
                  { type: 'ended', probe, result: result === 'stale' ? 'pass' : result },
                  now,
                );
          if (step.send !== undefined) {
            expect(step.send).toBe(state.probe + 1);
            expect(step.state.underWay?.sentAt).toBe(now);
            expect(wakeAt(RULES, step.state)).toBeGreaterThan(now);
          }
          state = step.state;
        }
      }),
    );
  });
});

/** Run-length counting over the whole history, written differently on purpose. */
function reference(results: readonly string[], toUp: number, toDown: number): string {
  let health = 'unknown';
  results.forEach((_, at) => {
    const seen = results.slice(0, at + 1);
    const run = (kind: string, count: number) =>
      seen.length >= count && seen.slice(-count).every((one) => one === kind);
    if (run('pass', toUp)) health = 'up';
    else if (run('fail', toDown)) health = 'down';
  });
  return health;
}
