import { predictEdgeDetection, predictEdgeRecovery } from '@tandem/health';
import type { Topology } from '@tandem/topology';

/** How long what a drill watches takes at worst, in milliseconds. */
export interface Figures {
  /** From a failure that nothing answers to the verdict of the edge, on either path. */
  readonly detectionMs: number;
  /** From the return of a region to the verdict of the edge, on either path. */
  readonly recoveryMs: number;
  readonly leaseMs: number;
}

export function figuresOf(topology: Topology): Figures {
  const detection = predictEdgeDetection(topology, 'silent');
  const recovery = predictEdgeRecovery(topology);
  return {
    detectionMs: Math.max(detection.api.worstMs, detection.applets.worstMs),
    recoveryMs: Math.max(recovery.api.worstMs, recovery.applets.worstMs),
    leaseMs: topology.lease.durationMs,
  };
}
