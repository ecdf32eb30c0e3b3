import type { Topology } from '@tandem/topology';
import type { DrillPlan } from '../catalogue/index.ts';
import { deadlineOf } from './parameters.ts';

const SECOND_MS = 1_000;
const MARGIN_MS = 5_000;

/** How long outcomes may come after the last request: its deadline, and callbacks that are tried again. */
export function settleSecondsOf({ rows }: Pick<DrillPlan, 'rows'>, topology: Topology): number {
  const faultMs = (rows.at(-1)?.atMs ?? 0) - (rows[0]?.atMs ?? 0);
  const retryMs = retryAfter(faultMs, topology);
  return Math.ceil((deadlineOf(topology) + retryMs + MARGIN_MS) / SECOND_MS);
}

/** The wait before the attempt that finds an endpoint healed that failed for so long. */
function retryAfter(faultMs: number, { authentication }: Topology): number {
  const { backoffMs, jitter, timeoutMs } = authentication.callback;
  let refusedMs = 0;
  for (const waitMs of backoffMs) {
    refusedMs += waitMs * (1 - jitter);
    if (refusedMs > faultMs) return waitMs * (1 + jitter) + timeoutMs;
  }
  return timeoutMs;
}

/** How long the audit chains may need for the last outcome: a re-drive, an append, a seal. */
export function auditPatienceOf({ authentication, audit }: Topology): number {
  const { staleAfterMs, redriveEveryMs } = authentication.orphans;
  return staleAfterMs + redriveEveryMs + audit.sealEveryMs + MARGIN_MS;
}
