import type { Problem } from '../problem.ts';
import type { Topology } from '../schema/topology.ts';

export function* steeringKeepsOffTheStandby(topology: Topology): Iterable<Problem> {
  const { policy, pools, fallbackPool } = topology.edge.api.steering;
  const passive = topology.regions.filter(({ role }) => role === 'passive').map(({ name }) => name);
  for (const [index, { region, weight }] of pools.entries()) {
    if (policy === 'off' || weight === 0 || !passive.includes(region)) continue;
    const shared = pools.some((pool) => pool.region !== region && pool.weight === weight);
    yield {
      path: `edge.api.steering.pools[${index}].weight`,
      value: weight,
      message:
        `${policy} chooses between pools by weight${shared ? ', and equal weights share' : ''}: ` +
        `live traffic would be served from the standby ${region}; give it weight 0`,
      allowed: [0],
    };
  }
  if (pools.every(({ weight }) => weight === 0)) {
    yield {
      path: 'edge.api.steering.pools',
      value: pools.map(({ weight }) => weight),
      message: 'all weights are 0: only the fallback pool would serve, and it ignores health',
    };
  }
  const names = pools.map((pool) => pool.name);
  if (!names.includes(fallbackPool)) {
    yield {
      path: 'edge.api.steering.fallbackPool',
      value: fallbackPool,
      message: 'is not a pool',
      allowed: names,
    };
  }
}

export function* dialsArePercentages({ edge }: Topology): Iterable<Problem> {
  for (const [index, { dialPercent }] of edge.accelerator.endpointGroups.entries()) {
    if (dialPercent >= 0 && dialPercent <= 100) continue;
    yield {
      path: `edge.accelerator.endpointGroups[${index}].dialPercent`,
      value: dialPercent,
      message: 'a traffic dial is a percentage: 0 to 100',
    };
  }
}

export function* checksEndBeforeTheNext({ edge, aws }: Topology): Iterable<Problem> {
  const checks = {
    'edge.api.monitor': edge.api.monitor,
    'edge.accelerator.healthCheck': edge.accelerator.healthCheck,
    'aws.alb.healthCheck': aws.alb.healthCheck,
  };
  for (const [path, { intervalMs, timeoutMs }] of Object.entries(checks)) {
    if (timeoutMs < intervalMs) continue;
    yield {
      path: `${path}.timeoutMs`,
      value: timeoutMs,
      message: `must be below the interval of ${intervalMs} ms, or checks pile up on a slow target`,
    };
  }
}

export function* clientsOutwaitAConnection({ edge }: Topology): Iterable<Problem> {
  const { connectTimeoutMs, responseTimeoutMs, clientTimeoutMs } = edge.api.patience;
  if (clientTimeoutMs <= connectTimeoutMs) {
    yield {
      path: 'edge.api.patience.clientTimeoutMs',
      value: clientTimeoutMs,
      message: `must be above the ${connectTimeoutMs} ms for a connection, or a client gives up before the other region is asked`,
    };
  }
  if (responseTimeoutMs <= connectTimeoutMs) {
    yield {
      path: 'edge.api.patience.responseTimeoutMs',
      value: responseTimeoutMs,
      message: `must be above the ${connectTimeoutMs} ms for a connection`,
    };
  }
}

export function* onePortToTheApplets({ edge, aws }: Topology): Iterable<Problem> {
  const { listener, healthCheck, endpointGroupHealthCheck } = edge.accelerator;
  const ports = {
    'edge.accelerator.healthCheck.port': healthCheck.port,
    'edge.accelerator.endpointGroupHealthCheck.port': endpointGroupHealthCheck.port,
    'aws.nlb.listenerPort': aws.nlb.listenerPort,
  };
  for (const [path, port] of Object.entries(ports)) {
    if (port === listener.port) continue;
    yield {
      path,
      value: port,
      message: `differs from the accelerator's listener: its traffic or its health would miss the applets`,
      allowed: [listener.port],
    };
  }
}

const SECONDS = 1_000;

/** What the providers accept; the `fast` profile runs on the stand-ins alone. */
function limits({ edge, aws }: Topology) {
  const { monitor } = edge.api;
  const { healthCheck: target, endpointGroupHealthCheck: group } = edge.accelerator;
  return [
    // Cloudflare: 60 s on Pro, 15 s on Business, 10 s on Enterprise.
    { path: 'edge.api.monitor.intervalMs', value: monitor.intervalMs, from: 10, to: 3_600 },
    { path: 'edge.api.monitor.timeoutMs', value: monitor.timeoutMs, from: 1, to: 10 },
    // Elastic Load Balancing API reference, CreateTargetGroup.
    { path: 'edge.accelerator.healthCheck.intervalMs', value: target.intervalMs, from: 5, to: 300 },
    { path: 'edge.accelerator.healthCheck.timeoutMs', value: target.timeoutMs, from: 2, to: 120 },
    {
      path: 'aws.alb.healthCheck.intervalMs',
      value: aws.alb.healthCheck.intervalMs,
      from: 5,
      to: 300,
    },
    {
      path: 'aws.alb.healthCheck.timeoutMs',
      value: aws.alb.healthCheck.timeoutMs,
      from: 2,
      to: 120,
    },
    // Global Accelerator API reference, CreateEndpointGroup: 10 or 30.
    {
      path: 'edge.accelerator.endpointGroupHealthCheck.intervalMs',
      value: group.intervalMs,
      from: 10,
      to: 30,
    },
  ];
}

/** Metrics of AWS services come once a minute. */
const MINUTE_MS = 60 * SECONDS;
/** Those of Site-to-Site VPN every five. */
const TUNNEL_MS = 5 * MINUTE_MS;

export function* alarmsReadWhatIsMeasured(topology: Topology): Iterable<Problem> {
  if (topology.profile === 'fast') return;
  const { periodMs, periods, tunnelPeriodMs } = topology.observability.alerting.cloudwatch;
  const path = 'observability.alerting.cloudwatch';
  if (periodMs < MINUTE_MS || periodMs % MINUTE_MS !== 0) {
    yield {
      path: `${path}.periodMs`,
      value: periodMs,
      message: 'AWS measures once a minute: an alarm would find nothing; give whole minutes',
    };
  }
  if (tunnelPeriodMs < TUNNEL_MS || tunnelPeriodMs % MINUTE_MS !== 0) {
    yield {
      path: `${path}.tunnelPeriodMs`,
      value: tunnelPeriodMs,
      message: 'AWS measures tunnels every five minutes: silence between would be an alarm',
    };
  }
  const noticeMs = topology.workerGroups.spot.reclaimNoticeMs;
  if (periods * periodMs > noticeMs) {
    yield {
      path: `${path}.periods`,
      value: periods,
      message: `an alarm over ${periods * periodMs} ms tells of unread notices after the node is gone, ${noticeMs} ms after the first`,
    };
  }
}

export function* providersAcceptTheChecks(topology: Topology): Iterable<Problem> {
  if (topology.profile === 'fast') return;
  for (const { path, value, from, to } of limits(topology)) {
    if (value >= from * SECONDS && value <= to * SECONDS && value % SECONDS === 0) continue;
    yield { path, value, message: `the provider accepts whole seconds from ${from} s to ${to} s` };
  }
  const { threshold } = topology.edge.accelerator.healthCheck;
  if (threshold < 2 || threshold > 10) {
    yield {
      path: 'edge.accelerator.healthCheck.threshold',
      value: threshold,
      message: 'a target group accepts a threshold from 2 to 10',
    };
  }
}
