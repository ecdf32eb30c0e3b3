import { Type } from 'typebox';
import {
  count,
  durationMs,
  fixedMs,
  list,
  name,
  oneOf,
  ours,
  port,
  record,
  rows,
  timeoutMs,
} from './kinds.ts';

/** A Cloudflare monitor. Retries follow a timeout at once; other failures are not retried. */
const MonitorSchema = record({
  rows: rows(),
  intervalMs: durationMs(),
  timeoutMs: timeoutMs(),
  retries: count(),
  consecutiveDown: count(1),
  consecutiveUp: count(1),
  protocol: oneOf('http', 'https'),
  method: oneOf('GET'),
  path: Type.String({ pattern: '^/' }),
  expectedStatus: count(100),
  expectedBody: name(),
  /** Regions of Cloudflare that ask; a pool is as healthy as most of them say. */
  checkedFrom: list(name(), 1),
});

const PoolSchema = record({
  name: name(),
  region: name(),
  weight: Type.Number({ minimum: 0, maximum: 1 }),
});

export const ApiEdgeSchema = record({
  rows: rows(),
  provider: oneOf('cloudflare'),
  zone: name(),
  hostname: name(),
  /** Other names in the source for the same load balancer. */
  aliases: list(name()),
  port: port(),
  protection: record({ cdn: Type.Boolean(), ddos: Type.Boolean(), cacheApi: Type.Boolean() }),
  /** Where its requests come from: nobody else reaches the ALBs. */
  addresses: record({ source: name(), ipv4: list(name(), 1), ipv6: list(name(), 1) }),
  tlsMinimum: oneOf('1.2', '1.3'),
  /** One address may ask this often; the API itself limits each customer. */
  rateLimit: record({ ours: ours(), periodMs: fixedMs(), requests: count(1) }),
  monitor: MonitorSchema,
  steering: record({
    rows: rows(),
    policy: oneOf('off', 'random', 'least_outstanding_requests'),
    pools: list(PoolSchema, 1),
    /** Serves when no pool is healthy, whatever its own health. */
    fallbackPool: name(),
    sessionAffinity: oneOf('none', 'cookie', 'ip_cookie'),
  }),
  zeroDowntimeFailover: record({
    retries: count(),
    statuses: list(count(500)),
    acrossPools: Type.Boolean(),
  }),
  patience: record({
    ours: ours(),
    /** For a region to accept a connection, then 522. */
    connectTimeoutMs: timeoutMs(),
    /** For a region to begin its response, then 524. */
    responseTimeoutMs: timeoutMs(),
    /** What a customer's client waits for one answer. */
    clientTimeoutMs: timeoutMs(),
  }),
});

/** What decides in production: for NLB endpoints AWS takes health from the target group. */
const TargetHealthSchema = record({
  rows: rows(),
  appliesTo: list(oneOf('accelerator', 'nlb-target-group'), 1),
  intervalMs: durationMs(),
  timeoutMs: timeoutMs(),
  threshold: count(1),
  protocol: oneOf('tcp'),
  port: port(),
});

const EndpointGroupSchema = record({
  region: name(),
  dialPercent: Type.Number(),
  /** Weight of the region's one endpoint, its NLB: 0 to 255. */
  endpointWeight: Type.Integer({ minimum: 0, maximum: 255 }),
});

export const AcceleratorSchema = record({
  rows: rows(),
  provider: oneOf('aws-global-accelerator'),
  addressType: oneOf('dual-stack', 'ipv4'),
  addresses: record({
    /** Assigned by AWS: recorded, never set. */
    assignedBy: oneOf('aws'),
    ipv4: list(name(), 2),
    ipv6: list(name(), 2),
  }),
  listener: record({ protocol: oneOf('tcp'), port: port() }),
  clientAffinity: oneOf('none', 'source_ip'),
  connections: record({
    ours: ours(),
    /** Silence after which a connection is forgotten. */
    idleTimeoutMs: timeoutMs(),
  }),
  endpointGroups: list(EndpointGroupSchema, 1),
  healthCheck: TargetHealthSchema,
  /** The accelerator's own settings; its API has no timeout, and ignores these for NLB endpoints. */
  endpointGroupHealthCheck: record({
    intervalMs: durationMs(),
    threshold: count(1),
    protocol: oneOf('tcp'),
    port: port(),
  }),
});

export const EdgeSchema = record({ api: ApiEdgeSchema, accelerator: AcceleratorSchema });
