/** What a drill's `result.json` says, as far as it is drawn here (docs/guides/drills.md). Seconds, or null. */
export interface DrillResult {
  readonly drill: string;
  readonly profile: string;
  readonly seed: number;
  readonly valid: boolean | 'unknown';
  readonly load: {
    readonly rate: number;
    readonly seconds: number;
    readonly offered: number;
    readonly accepted: number;
    readonly firstTryErrors: number;
    readonly errors: number;
  };
  readonly lost: number;
  readonly contradictory: number;
  readonly duplicateCallbacks: number;
  readonly duplicateWakeups: number;
  readonly auditChain: string;
  readonly rto: {
    readonly api: Parts;
    readonly sim: Parts;
    readonly jobs: { readonly decision: number | null; readonly total: number | null };
  };
  readonly availability: Phases;
  readonly p99Ms: Phases;
  readonly checks: readonly {
    readonly id: string;
    readonly valid: boolean | 'unknown';
    readonly detail: string;
  }[];
}

interface Parts {
  readonly detection: number | null;
  readonly traffic: number | null;
  readonly total: number | null;
}

export interface Phases {
  readonly before: number | null;
  readonly during: number | null;
  readonly after: number | null;
}
