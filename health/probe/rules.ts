/** What a health checker is told, whoever it is. Times in milliseconds. */
export interface ProbeRules {
  /** From the start of one check to the start of the next. */
  readonly intervalMs: number;
  /** How long one probe waits for its answer. */
  readonly timeoutMs: number;
  /** Probes more within one check, at once, after one that timed out; another failure is final. */
  readonly timeoutRetries: number;
  /** Checks in a row that must pass before a target is healthy. */
  readonly passesToUp: number;
  /** Checks in a row that must fail before it is unhealthy. */
  readonly failuresToDown: number;
  /** A target of which nothing is known yet is healthy after its first pass. */
  readonly firstPassCounts: boolean;
}

/** What one probe came to. */
export type ProbeResult = 'pass' | 'fail' | 'timeout';

/** Who is `unknown` gets no traffic: it has not shown yet that it can serve. */
export type Health = 'unknown' | 'up' | 'down';

/** Times are those of the clock that the caller steps with; only differences matter. */
export interface ProbeState {
  readonly health: Health;
  /** Checks in a row that ended like the latest. */
  readonly passes: number;
  readonly failures: number;
  /** Probes sent so far; the latest has this number. */
  readonly probe: number;
  /** The check that is under way. */
  readonly underWay: { readonly attempt: number; readonly sentAt: number } | undefined;
  readonly nextCheckAt: number;
}

export type ProbeEvent =
  /** Time has passed. */
  | { readonly type: 'tick' }
  /** The probe of that number has ended. */
  | { readonly type: 'ended'; readonly probe: number; readonly result: ProbeResult };

export interface ProbeStep {
  readonly state: ProbeState;
  /** The number of a probe to send now. */
  readonly send?: number;
  /** A check has ended, with this verdict. */
  readonly checked?: 'pass' | 'fail';
  readonly changed?: { readonly from: Health; readonly to: Health };
}
