import { predictEdgeDetection } from '@tandem/health';
import { type Topology, topologyFor } from '@tandem/topology';
import type { DrillPlan, FaultSpec } from '../catalogue/index.ts';
import type { DrillParameters } from '../history/index.ts';
import { targetsOf } from './targets.ts';

const SECOND_MS = 1_000;
/** What a timer may be late on a machine that runs a whole system on a few cores. */
const BUSY_MACHINE_MS = 1_500;

/** The first line of a history: what its checkers must know of the drill and of the topology. */
export function parametersOf(plan: DrillPlan): DrillParameters {
  const topology = topologyFor(plan.profile);
  const { authentication, lease } = topology;
  const detection = predictEdgeDetection(topology, 'silent');
  const skews = plan.faults.map(skewOf);
  const { drill, profile, seed, rate, seconds } = plan;
  return {
    name: drill,
    profile,
    seed,
    rate,
    seconds,
    regions: topology.regions.map(({ name }) => name),
    deadlineMs: deadlineOf(topology),
    schedulingMs:
      authentication.expiry.scanEveryMs + authentication.orphans.redriveEveryMs + BUSY_MACHINE_MS,
    leaseMs: lease.durationMs,
    detectionApiMs: detection.api.worstMs,
    detectionAppletMs: detection.applets.worstMs,
    maxAttempts: authentication.wakeUp.maxAttempts,
    wakeRetryMs: authentication.wakeUp.retryAfterMs,
    wakeAllowanceMs: authentication.wakeAllowanceSeconds * SECOND_MS,
    callbackBudgetMs: authentication.callback.retryBudgetMs,
    ...(Math.max(...skews) > 0 ? { clockSkewMs: Math.max(...skews) } : {}),
    ...targetsOf(plan, topology),
  };
}

/** From acceptance to the deadline of a transaction of the load, which asks for the default popup. */
export function deadlineOf({ authentication }: Pick<Topology, 'authentication'>): number {
  const { defaultPopupSeconds, wakeAllowanceSeconds } = authentication;
  return (defaultPopupSeconds + wakeAllowanceSeconds) * SECOND_MS;
}

function skewOf(fault: FaultSpec): number {
  return fault.name === 'clock-skew' ? Math.abs(fault.offsetMs) : 0;
}
