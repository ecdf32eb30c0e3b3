import type { Topology } from '@tandem/topology';
import { deadlineOf } from './parameters.ts';

const SECOND_MS = 1_000;
const MARGIN_MS = 5_000;

/** How long outcomes may come after the last request: its deadline, and callbacks that are tried again. */
export function settleSecondsOf(topology: Topology): number {
  const { backoffMs, timeoutMs } = topology.authentication.callback;
  // Three attempts that failed: an endpoint that was down while the load ended is back for the fourth.
  const retriesMs = backoffMs.slice(0, 3).reduce((sum, ms) => sum + ms + timeoutMs, 0);
  return Math.ceil((deadlineOf(topology) + retriesMs + MARGIN_MS) / SECOND_MS);
}

/** How long the audit chains may need for the last outcome: a re-drive, an append, a seal. */
export function auditPatienceOf({ authentication, audit }: Topology): number {
  const { staleAfterMs, redriveEveryMs } = authentication.orphans;
  return staleAfterMs + redriveEveryMs + audit.sealEveryMs + MARGIN_MS;
}
