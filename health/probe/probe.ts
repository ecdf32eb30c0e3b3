import type { ProbeEvent, ProbeResult, ProbeRules, ProbeState, ProbeStep } from './rules.ts';

/** A target of which nothing is known; its first check starts at `firstCheckAt`. */
export function newProbe(firstCheckAt: number): ProbeState {
  return {
    health: 'unknown',
    passes: 0,
    failures: 0,
    probe: 0,
    underWay: undefined,
    nextCheckAt: firstCheckAt,
  };
}

/** When the machine wants its next `tick`: at the time-out of the probe under way, or for the next check. */
export function wakeAt({ timeoutMs }: ProbeRules, { underWay, nextCheckAt }: ProbeState): number {
  return underWay === undefined ? nextCheckAt : underWay.sentAt + timeoutMs;
}

/**
 * The health checker of one target. Ticks that come late (a frozen process, a busy machine) cost no
 * burst of checks: the next one is an interval after the one that started. Answers to a probe that has
 * timed out change nothing.
 */
export function stepProbe(
  rules: ProbeRules,
  state: ProbeState,
  event: ProbeEvent,
  now: number,
): ProbeStep {
  const { underWay } = state;
  if (underWay === undefined) {
    const due = event.type === 'tick' && now >= state.nextCheckAt;
    return due ? startCheck(rules, state, now) : { state };
  }
  if (now >= underWay.sentAt + rules.timeoutMs) return ended(rules, state, 'timeout', now);
  if (event.type === 'tick' || event.probe !== state.probe) return { state };
  return ended(rules, state, event.result, now);
}

function startCheck(rules: ProbeRules, state: ProbeState, now: number): ProbeStep {
  const probe = state.probe + 1;
  const nextCheckAt = now + rules.intervalMs;
  return {
    state: { ...state, probe, nextCheckAt, underWay: { attempt: 1, sentAt: now } },
    send: probe,
  };
}

function ended(rules: ProbeRules, state: ProbeState, result: ProbeResult, now: number): ProbeStep {
  const attempt = state.underWay?.attempt ?? 0;
  if (result === 'timeout' && attempt <= rules.timeoutRetries) {
    const probe = state.probe + 1;
    return {
      state: { ...state, probe, underWay: { attempt: attempt + 1, sentAt: now } },
      send: probe,
    };
  }
  return result === 'pass' ? passed(rules, state) : failed(rules, state);
}

function passed(rules: ProbeRules, state: ProbeState): ProbeStep {
  const passes = state.passes + 1;
  const first = state.health === 'unknown' && rules.firstPassCounts;
  const up = state.health !== 'up' && (first || passes >= rules.passesToUp);
  return concluded(state, { passes, failures: 0 }, 'pass', up ? 'up' : state.health);
}

function failed(rules: ProbeRules, state: ProbeState): ProbeStep {
  const failures = state.failures + 1;
  const down = state.health !== 'down' && failures >= rules.failuresToDown;
  return concluded(state, { passes: 0, failures }, 'fail', down ? 'down' : state.health);
}

function concluded(
  state: ProbeState,
  runs: Pick<ProbeState, 'passes' | 'failures'>,
  checked: 'pass' | 'fail',
  to: ProbeState['health'],
): ProbeStep {
  const from = state.health;
  return {
    state: { ...state, ...runs, health: to, underWay: undefined },
    checked,
    ...(from === to ? {} : { changed: { from, to } }),
  };
}
