import type { Topology } from '@tandem/topology';
import type { ProbeRules } from '../probe/rules.ts';

export type MonitorFigures = Topology['edge']['api']['monitor'];

/**
 * A Cloudflare monitor as rules of a probe.
 * - `interval`: the time between two checks; `timeout`: before a check counts as failed; `retries`: "the
 *   number of retries to attempt in case of a timeout … Retries are attempted immediately."
 * - `consecutive_up`, `consecutive_down`: "must pass (fail) this healthcheck N consecutive times"; 0 and 1
 *   both mean the first.
 * Source: API reference, Create Monitor. An unknown endpoint counts as down ("Origins are considered down
 * when monitoring is enabled, but the health status is still unknown": How endpoints and pools become
 * unhealthy), and nothing exempts its first pass from consecutive_up.
 */
export function monitorRules(monitor: MonitorFigures): ProbeRules {
  return {
    intervalMs: monitor.intervalMs,
    timeoutMs: monitor.timeoutMs,
    timeoutRetries: monitor.retries,
    passesToUp: Math.max(1, monitor.consecutiveUp),
    failuresToDown: Math.max(1, monitor.consecutiveDown),
    firstPassCounts: false,
  };
}

export interface MonitorAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * Why an answer fails the monitor; undefined when it passes. `expected_codes` and `expected_body` must
 * both hold; the body is "a case-insensitive sub-string to look for" (API reference, Create Monitor).
 * Redirects are not followed: `follow_redirects` is off unless set.
 */
export function refusedBy(
  { expectedStatus, expectedBody }: Pick<MonitorFigures, 'expectedStatus' | 'expectedBody'>,
  { status, body }: MonitorAnswer,
): string | undefined {
  if (status !== expectedStatus) return `status ${status} instead of ${expectedStatus}`;
  if (!body.toLowerCase().includes(expectedBody.toLowerCase())) {
    return 'the body lacks what is expected';
  }
  return undefined;
}
