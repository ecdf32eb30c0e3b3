import { predictEdgeDetection } from '@tandem/health';
import type { Topology } from '@tandem/topology';
import type { DrillPlan } from '../catalogue/index.ts';
import type { DrillParameters } from '../history/index.ts';

type Targets = Pick<
  DrillParameters,
  'targetFailedShare' | 'targetApiMs' | 'targetSimMs' | 'targetJobsMs' | 'targetP99NormalMs'
>;

/** Promised of a loss at the load and in the profile that the drills are tuned for. */
const LOSS = { failedShare: 0.01, apiMs: 2_000, beyondDetectionMs: 1_000, p99Ms: 10_000 };
/** From the end of a lease to the first look that finds it ended, and the write that takes it. */
const DECISION_MS = 2_000;

/** A handset gives an exchange up after two of them, and tries again within a third. */
const APPLET_REPEATS = 3;

/** What the drill has to reach, beyond the invariants, in milliseconds after the fault. */
export function targetsOf({ drill }: DrillPlan, topology: Topology): Targets {
  const { edge, applet, lease } = topology;
  const silent = predictEdgeDetection(topology, 'silent');
  const refusing = predictEdgeDetection(topology, 'refusing');
  switch (drill) {
    case 'region-loss':
      return {
        targetFailedShare: LOSS.failedShare,
        targetApiMs: LOSS.apiMs,
        targetSimMs: refusing.applets.worstMs + LOSS.beyondDetectionMs,
        targetJobsMs: lease.durationMs + DECISION_MS,
        targetP99NormalMs: LOSS.p99Ms,
      };
    case 'region-blackhole':
      return {
        targetApiMs: silent.api.worstMs + edge.api.patience.clientTimeoutMs,
        targetSimMs: silent.applets.worstMs + APPLET_REPEATS * applet.answerRepeatMs,
      };
    case 'region-freeze':
      return { targetJobsMs: lease.durationMs + DECISION_MS };
    default:
      return {};
  }
}
