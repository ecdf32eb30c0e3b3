import type { Topology } from '@tandem/topology';
import { endpointCheckRules } from './accelerator/check.ts';
import { monitorRules } from './cloudflare/monitor.ts';
import {
  type FailureMode,
  type Prediction,
  predictDetection,
  predictRecovery,
} from './probe/predict.ts';

export interface EdgePrediction {
  /** By the Cloudflare monitor. */
  readonly api: Prediction;
  /** By the health check of the accelerator's endpoints. */
  readonly applets: Prediction;
}

/** How long the edge takes to see a region fail, before any per-request failover. */
export function predictEdgeDetection({ edge }: Topology, mode: FailureMode): EdgePrediction {
  return {
    api: predictDetection(monitorRules(edge.api.monitor), mode),
    applets: predictDetection(endpointCheckRules(edge.accelerator.healthCheck), mode),
  };
}

/** How long the edge takes to bring traffic back to a region that has returned. */
export function predictEdgeRecovery({ edge }: Topology): EdgePrediction {
  return {
    api: predictRecovery(monitorRules(edge.api.monitor)),
    applets: predictRecovery(endpointCheckRules(edge.accelerator.healthCheck)),
  };
}
