import { Type } from 'typebox';
import { EksSchema } from './eks.ts';
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
import { LogsSchema, NetworkFirewallSchema, VpcEndpointsSchema } from './network.ts';

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

export const AwsSchema = record({
  /** Who answers for what it costs and does: a tag on everything. */
  owner: name(),
  eks: EksSchema,
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
  vpcEndpoints: VpcEndpointsSchema,
  networkFirewall: NetworkFirewallSchema,
  logs: LogsSchema,
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
