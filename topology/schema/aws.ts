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

const InstanceTypeSchema = record({
  name: name(),
  vcpu: count(1),
  memoryMib: count(1),
  /** With the VPC CNI: network interfaces x (addresses each - 1) + 2. */
  maxPods: count(1),
});

const BucketSchema = record({
  name: name(),
  purpose: name(),
  replicated: Type.Boolean(),
  /** The load balancers of AWS write under keys of S3 only. */
  encryption: oneOf('kms', 's3'),
  /** Governance can be lifted by whoever holds the permission, compliance by nobody. */
  objectLock: oneOf('none', 'governance', 'compliance'),
  lockedForMs: fixedMs(),
  expireAfterMs: fixedMs(),
});

const FirewallFlowSchema = record({
  name: name(),
  direction: oneOf('ingress', 'egress'),
  protocol: oneOf('tcp', 'udp', 'tls'),
  ports: list(port(), 1),
  /** Addresses, or for `tls` the server names that may be reached. */
  peers: list(name(), 1),
});

/** A flow between this region and what is behind its transit gateway. */
const TransitFlowSchema = record({
  name: name(),
  from: oneOf('region', 'other-regions', 'routers'),
  to: oneOf('region', 'other-regions', 'routers'),
  ports: list(port(), 1),
});

/** The retentions that CloudWatch Logs takes, in days, as far as anyone would want them. */
const LOG_RETENTION_DAYS = [7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 731];

export const AwsSchema = record({
  /** Who answers for what it costs and does: a tag on everything. */
  owner: name(),
  eks: record({
    rows: rows(),
    version: name(),
    endpoint: oneOf('private'),
    controlPlaneLogs: list(name(), 1),
    secretsEncryption: oneOf('kms'),
    /** The pinned version of each component that is delivered as an add-on. */
    addons: list(record({ component: name(), version: name() }), 1),
    /** Roles that people take to work on a cluster, and the access policy of EKS that each has. */
    operators: list(record({ name: name(), policy: name() }), 1),
  }),
  ec2: record({
    rows: rows(),
    imageArchitecture: oneOf('arm64', 'amd64'),
    instanceTypes: list(InstanceTypeSchema, 1),
  }),
  ecr: record({
    rows: rows(),
    repositories: list(name(), 1),
    replicated: Type.Boolean(),
    immutableTags: Type.Boolean(),
    scanOnPush: Type.Boolean(),
    keepImages: count(1),
    /** Layers that no tag names any more. */
    untaggedAfterMs: fixedMs(),
  }),
  secretsManager: record({ rows: rows(), replicated: Type.Boolean(), prefix: name() }),
  s3: record({ rows: rows(), buckets: list(BucketSchema, 1) }),
  /** How the private subnets reach AWS without leaving it. */
  vpcEndpoints: record({
    rows: rows(),
    gateway: list(name(), 1),
    interface: list(name(), 1),
  }),
  networkFirewall: record({
    rows: rows(),
    defaultAction: oneOf('drop'),
    alertLogs: Type.Boolean(),
    flows: list(FirewallFlowSchema, 1),
    transitFlows: list(TransitFlowSchema),
  }),
  logs: record({ ours: ours(), retentionDays: Type.Integer({ enum: LOG_RETENTION_DAYS }) }),
  alb: record({
    rows: rows(),
    listenerPort: port(),
    /** By longest path prefix. */
    targets: list(
      record({ workload: name(), pathPrefix: Type.String({ pattern: '^/' }), port: port() }),
      1,
    ),
    tlsPolicy: name(),
    idleTimeoutMs: timeoutMs(),
    deregistrationDelayMs: durationMs(),
    healthCheck: record({
      ours: ours(),
      intervalMs: durationMs(1_000),
      timeoutMs: timeoutMs(),
      healthyThreshold: count(1),
      unhealthyThreshold: count(1),
    }),
  }),
  nlb: record({
    rows: rows(),
    listenerPort: port(),
    scheme: oneOf('internal', 'internet-facing'),
    workload: name(),
    targetPort: port(),
    targetType: oneOf('instance', 'ip'),
    /** The port of every node that leads to the workload, where targets are instances. */
    nodePort: Type.Integer({ minimum: 30_000, maximum: 32_767 }),
    preserveClientAddress: Type.Boolean(),
    crossZone: Type.Boolean(),
    idleTimeoutMs: timeoutMs(),
    deregistrationDelayMs: durationMs(),
  }),
  dns: record({ rows: rows(), privateZone: name(), sharedByRegions: Type.Boolean() }),
});
