import { refuses } from './testing/seeds.ts';

refuses('the edge', [
  {
    title: 'least outstanding requests over equal pool weights',
    set: { 'edge.api.steering.pools[1].weight': 1 },
    path: 'edge.api.steering.pools[1].weight',
    text: 'equal weights share: live traffic would be served from the standby us-west-2',
    allowed: [0],
  },
  {
    title: 'no pool with a weight',
    set: { 'edge.api.steering.pools[0].weight': 0 },
    path: 'edge.api.steering.pools',
    text: 'all weights are 0',
  },
  {
    title: 'a fallback that is no pool',
    set: { 'edge.api.steering.fallbackPool': 'api-west' },
    path: 'edge.api.steering.fallbackPool',
    text: 'is not a pool',
    allowed: ['api-us-east-1', 'api-us-west-2'],
  },
  ...[101, -1].map((dial) => ({
    title: `a dial of ${dial}`,
    set: { 'edge.accelerator.endpointGroups[1].dialPercent': dial },
    path: 'edge.accelerator.endpointGroups[1].dialPercent',
    text: 'a traffic dial is a percentage: 0 to 100',
  })),
  {
    title: 'a monitor that waits longer than its interval',
    profile: 'tuned',
    set: { 'edge.api.monitor.timeoutMs': 10_000 },
    path: 'edge.api.monitor.timeoutMs',
    text: 'must be below the interval of 10000 ms',
  },
  {
    title: 'an accelerator check that waits longer than its interval',
    profile: 'tuned',
    set: { 'edge.accelerator.healthCheck.timeoutMs': 5_000 },
    path: 'edge.accelerator.healthCheck.timeoutMs',
    text: 'must be below the interval of 5000 ms',
  },
  {
    title: 'a client that gives up before a connection does',
    set: { 'edge.api.patience.clientTimeoutMs': 15_000 },
    path: 'edge.api.patience.clientTimeoutMs',
    text: 'a client gives up before the other region is asked',
  },
  {
    title: 'a response that is due before its connection',
    set: { 'edge.api.patience.responseTimeoutMs': 10_000 },
    path: 'edge.api.patience.responseTimeoutMs',
    text: 'must be above the 15000 ms for a connection',
  },
  {
    title: 'a load balancer on another port than the accelerator',
    set: { 'aws.nlb.listenerPort': 9507 },
    path: 'aws.nlb.listenerPort',
    text: "differs from the accelerator's listener",
    allowed: [9506],
  },
  {
    title: 'an interval that Cloudflare does not sell',
    profile: 'tuned',
    set: { 'edge.api.monitor.intervalMs': 5_000 },
    path: 'edge.api.monitor.intervalMs',
    text: 'the provider accepts whole seconds from 10 s to 3600 s',
  },
  {
    title: 'a threshold that a target group refuses',
    profile: 'tuned',
    set: { 'edge.accelerator.healthCheck.threshold': 1 },
    path: 'edge.accelerator.healthCheck.threshold',
    text: 'a threshold from 2 to 10',
  },
  {
    title: 'a check of the ALB that waits longer than its interval',
    profile: 'fast',
    set: { 'aws.alb.healthCheck.intervalMs': 500 },
    path: 'aws.alb.healthCheck.timeoutMs',
    text: 'must be below the interval of 500 ms',
  },
]);
