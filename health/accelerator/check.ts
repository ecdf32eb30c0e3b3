import type { Topology } from '@tandem/topology';
import type { ProbeRules } from '../probe/rules.ts';

type Figures = Topology['edge']['accelerator']['healthCheck'];

/**
 * The TCP health check of an endpoint as rules of a probe: a connection that opens is a pass, and is
 * closed. "The number of consecutive health checks required before considering an unhealthy target healthy,
 * or a healthy target unhealthy" is one threshold for both; there are no retries within a check. "When you
 * add an endpoint, it must pass a health check to be considered healthy": one.
 * Sources: Global Accelerator developer guide, Changing health check options; Elastic Load Balancing, Health
 * checks for Network Load Balancer target groups (which decide for NLB endpoints, and have the timeout).
 */
export function endpointCheckRules({ intervalMs, timeoutMs, threshold }: Figures): ProbeRules {
  return {
    intervalMs,
    timeoutMs,
    timeoutRetries: 0,
    passesToUp: threshold,
    failuresToDown: threshold,
    firstPassCounts: true,
  };
}
