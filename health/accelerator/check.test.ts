import { topologyFor } from '@tandem/topology';
import { describe, expect, it } from 'vitest';
import { newProbe, stepProbe } from '../probe/probe.ts';
import type { ProbeState } from '../probe/rules.ts';
import { endpointCheckRules } from './check.ts';

const { healthCheck } = topologyFor('document').edge.accelerator;
const rules = endpointCheckRules(healthCheck);

function check(state: ProbeState, result: 'pass' | 'fail'): ProbeState {
  const { state: started } = stepProbe(rules, state, { type: 'tick' }, state.nextCheckAt);
  const event = { type: 'ended', probe: started.probe, result } as const;
  return stepProbe(rules, started, event, state.nextCheckAt).state;
}

function after(...results: ('pass' | 'fail')[]): string {
  return results.reduce(check, newProbe(0)).health;
}

describe('the health check of an accelerator’s endpoint', () => {
  it('takes interval, time-out and threshold from the topology', () => {
    expect(rules).toMatchObject({
      intervalMs: healthCheck.intervalMs,
      timeoutMs: healthCheck.timeoutMs,
      passesToUp: healthCheck.threshold,
      failuresToDown: healthCheck.threshold,
    });
  });

  it('has no retries within a check', () => {
    const { state } = stepProbe(rules, newProbe(0), { type: 'tick' }, 0);
    const step = stepProbe(rules, state, { type: 'tick' }, healthCheck.timeoutMs);
    expect(step).toMatchObject({ checked: 'fail' });
    expect(step.send).toBeUndefined();
  });

  it('must pass once before a new endpoint is healthy', () => {
    expect(after()).toBe('unknown');
    expect(after('pass')).toBe('up');
  });

  it('changes after the threshold, in both directions', () => {
    expect(after('pass', 'fail', 'fail')).toBe('up');
    expect(after('pass', 'fail', 'fail', 'fail')).toBe('down');
    expect(after('pass', 'fail', 'fail', 'pass', 'fail', 'fail')).toBe('up');
    expect(after('fail', 'fail', 'fail', 'pass', 'pass')).toBe('down');
    expect(after('fail', 'fail', 'fail', 'pass', 'pass', 'pass')).toBe('up');
  });
});
