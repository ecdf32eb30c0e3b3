import type { Topology } from '@tandem/topology';

/** How long after a step something must have moved the transaction, else it is driven again. In ms. */
export interface ProgressDelays {
  readonly accepted: number;
  readonly resolved: number;
  readonly claimed: number;
  readonly decided: number;
}

export function progressDelays(topology: Topology): ProgressDelays {
  const { callback, orphans, wakeUp } = topology.authentication;
  return {
    accepted: orphans.staleAfterMs,
    resolved: orphans.staleAfterMs,
    claimed: wakeUp.claimProgressMs,
    // The first callback may take its whole timeout before anybody else should try.
    decided: callback.timeoutMs + orphans.staleAfterMs,
  };
}
