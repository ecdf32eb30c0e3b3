import { type FailureMode, type Prediction, predictEdgeDetection } from '@tandem/health';
import { type Topology, topologyFor } from '@tandem/topology';
import type { RtoCase, RtoDrill } from './cases.ts';

/** What health checks and the lease alone say, in milliseconds; undefined: they never see it. */
export interface RtoPrediction {
  readonly api: Prediction;
  readonly sim: Prediction | undefined;
  readonly jobs: Prediction;
}

/** How the drills make a region fail: kill -9 and a cut link reset connections, SIGSTOP says nothing. */
const MODES: Readonly<Record<RtoDrill, FailureMode>> = {
  'region-loss': 'refusing',
  'region-partition': 'refusing',
  'region-freeze': 'silent',
};

export function predictRto({ profile, drill }: RtoCase): RtoPrediction {
  const topology = topologyFor(profile);
  const edge = predictEdgeDetection(topology, MODES[drill]);
  return {
    api: edge.api,
    // The kernel of a frozen process accepts connections, and a TCP check asks for nothing more.
    sim: drill === 'region-freeze' ? undefined : edge.applets,
    jobs: predictDecision(topology),
  };
}

/**
 * From the loss of the holder to the promotion of the standby. Best: it died just before its next renewal,
 * and the standby had looked just after the last. Worst: it died just after a renewal that the standby saw a
 * whole look later.
 */
export function predictDecision({ lease }: Pick<Topology, 'lease'>): Prediction {
  const { durationMs, renewEveryMs, lookEveryMs } = lease;
  return {
    bestMs: durationMs - renewEveryMs,
    expectedMs: durationMs,
    worstMs: durationMs + lookEveryMs,
  };
}
