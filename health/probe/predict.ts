import type { ProbeRules } from './rules.ts';

/**
 * How a target fails. `silent`: nothing comes back (power, network, SIGSTOP with a full backlog);
 * `refusing`: connections are refused or reset, or the answer says DOWN.
 */
export type FailureMode = 'silent' | 'refusing';

/** Milliseconds. */
export interface Prediction {
  readonly bestMs: number;
  /** The mean over the moments at which a failure may come between two checks. */
  readonly expectedMs: number;
  readonly worstMs: number;
}

/** What one check of a failed target takes. */
export function checkDurationMs(rules: ProbeRules, mode: FailureMode): number {
  return mode === 'silent' ? rules.timeoutMs * (rules.timeoutRetries + 1) : 0;
}

/**
 * From the failure of a healthy target to its verdict. The worst case fails just after a check has
 * passed: a whole interval goes by unseen, then the checks that must fail in a row, then the time-outs of
 * the last one. A passing check is taken to last no time.
 */
export function predictDetection(rules: ProbeRules, mode: FailureMode): Prediction {
  const check = checkDurationMs(rules, mode);
  const stride = Math.max(rules.intervalMs, check);
  return spread(rules.intervalMs, (rules.failuresToDown - 1) * stride + check);
}

/**
 * From the return of an unhealthy target to its verdict. Its last failing check is taken to have ended,
 * or to end within its own retries, which then pass.
 */
export function predictRecovery(rules: ProbeRules): Prediction {
  return spread(rules.intervalMs, (rules.passesToUp - 1) * rules.intervalMs);
}

function spread(phaseMs: number, afterMs: number): Prediction {
  return { bestMs: afterMs, expectedMs: afterMs + phaseMs / 2, worstMs: afterMs + phaseMs };
}
