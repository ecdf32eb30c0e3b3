import { Type } from 'typebox';
import {
  cidr,
  count,
  durationMs,
  fixedMs,
  list,
  name,
  oneOf,
  port,
  portRange,
  record,
  rows,
  timeoutMs,
} from './kinds.ts';

const AtlasSchema = record({
  rows: rows(),
  provider: oneOf('mongodb-atlas'),
  version: name(),
  tier: name(),
  database: name(),
  authentication: oneOf('aws-iam'),
  tlsMinimum: oneOf('1.2', '1.3'),
  connectivity: oneOf('private-link'),
  /** Where its endpoints answer. */
  ports: portRange(),
  /** Regions of the application that reach the cluster through their own PrivateLink endpoint. */
  endpointRegions: list(name(), 1),
  writeConcern: oneOf('majority'),
  /** Voting members by region, in order of preference for the primary. */
  electable: list(record({ region: name(), nodes: count(1), priority: count(1) }), 1),
  /** What the cluster is said to give; the rules refuse what its members cannot keep. */
  promises: record({ rpoMs: durationMs(0), automaticFailover: Type.Boolean() }),
  electionMs: durationMs(),
  backup: record({
    pointInTimeWindowMs: fixedMs(),
    snapshotEveryMs: fixedMs(),
    keepSnapshotsMs: fixedMs(),
    /** One snapshot of each day is kept so long. */
    keepDailyMs: fixedMs(),
  }),
  /** Atlas patches in this hour, a node at a time; 1 is Sunday. */
  maintenance: record({
    dayOfWeek: Type.Integer({ minimum: 1, maximum: 7 }),
    hourUtc: Type.Integer({ minimum: 0, maximum: 23 }),
  }),
  operationTimeoutMs: timeoutMs(),
});

const RedisSchema = record({
  rows: rows(),
  provider: oneOf('redis-cloud'),
  mode: oneOf('active-active'),
  authentication: oneOf('password-acl'),
  tlsVersions: list(oneOf('1.2', '1.3'), 1),
  connectivity: oneOf('vpc-peering'),
  /** Where its databases answer. */
  ports: portRange(),
  /** Where the cluster of each replica shows its metrics. */
  metricsPort: port(),
  /** One replica a region, in a network of the provider that is peered with the region's VPC. */
  regions: list(record({ name: name(), cidr: cidr() }), 1),
  replication: Type.Boolean(),
  persistence: oneOf('aof-every-second', 'aof-every-write', 'snapshot-every-hour'),
  backupEveryMs: fixedMs(),
  /** The account of Redis Cloud that writes its backups to our bucket. */
  backupWriter: record({ source: name(), account: Type.String({ pattern: '^[0-9]{12}$' }) }),
  memoryMib: count(1),
  operationsPerSecond: count(1),
  operationTimeoutMs: timeoutMs(),
  /** Usual delay between the replicas, which the local engine imitates. */
  replicationLagMs: Type.Integer({ minimum: 0, 'x-scale': 'fixed' }),
});

export const DataSchema = record({ atlas: AtlasSchema, redis: RedisSchema });

export const TOPICS = [
  'transaction-accepted',
  'subscriber-resolved',
  'transaction-decided',
  'trail',
] as const;

const TopicSchema = record({
  name: oneOf(...TOPICS),
  purpose: name(),
  partitions: count(1),
  retentionMs: fixedMs(),
});

export const EventsSchema = record({
  rows: rows(),
  version: name(),
  /** One cluster a region; nothing mirrors between them. */
  perRegion: Type.Literal(true),
  brokers: count(1),
  controllers: count(1),
  brokerStorageGib: count(1),
  controllerStorageGib: count(1),
  broker: record({ cpuMillis: count(1), memoryMib: count(1) }),
  controller: record({ cpuMillis: count(1), memoryMib: count(1) }),
  port: port(),
  workerGroup: name(),
  replicationFactor: count(1),
  minInSyncReplicas: count(1),
  maxMessageBytes: count(1),
  topics: list(TopicSchema, 1),
  deadLetter: record({ suffix: name(), partitions: count(1), retentionMs: fixedMs() }),
  consumer: record({ maxAttempts: count(1), retryDelayMs: durationMs(50), maxBatch: count(1) }),
});
