import type { Figures } from './figures.ts';

/** Lengths in milliseconds: quiet load, the fault in force, load after its healing. */
export interface Phases {
  readonly beforeMs: number;
  readonly holdMs: number;
  readonly afterMs: number;
}

/** What a promotion may take beyond the lease, and what its effects take to show. */
const DECISION_MARGIN_MS = 1_000;

/** As long as this profile needs to see a loss detected, decided, and the return after it. */
export function naturalPhases({ detectionMs, recoveryMs, leaseMs }: Figures): Phases {
  return {
    beforeMs: 2 * leaseMs,
    holdMs: detectionMs + leaseMs + DECISION_MARGIN_MS,
    afterMs: recoveryMs,
  };
}

export const lengthOf = ({ beforeMs, holdMs, afterMs }: Phases): number =>
  beforeMs + holdMs + afterMs;

/** The same proportions in another time. */
export function stretched(phases: Phases, totalMs: number): Phases {
  const factor = totalMs / lengthOf(phases);
  const beforeMs = Math.round(phases.beforeMs * factor);
  const holdMs = Math.round(phases.holdMs * factor);
  return { beforeMs, holdMs, afterMs: totalMs - beforeMs - holdMs };
}
