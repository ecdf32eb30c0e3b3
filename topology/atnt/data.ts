import type { TopologyDraft } from '../schema/topology.ts';
import { DAY, HOUR, SECOND } from '../time.ts';

export const data: TopologyDraft['data'] = {
  atlas: {
    rows: ['D1'],
    provider: 'mongodb-atlas',
    version: '8.0',
    tier: 'M40',
    database: 'tandem',
    authentication: 'aws-iam',
    tlsMinimum: '1.2',
    connectivity: 'private-link',
    // Atlas, Private endpoints: the client must be let out to these.
    ports: { from: 1_024, to: 65_535 },
    endpointRegions: ['us-east-1', 'us-west-2'],
    writeConcern: 'majority',
    // 2 + 2 + 1: with electable members in two regions only, the loss of the larger side leaves no
    // primary until an operator acts. The third region votes and breaks the tie.
    electable: [
      { region: 'us-east-1', nodes: 2, priority: 7 },
      { region: 'us-west-2', nodes: 2, priority: 6 },
      { region: 'us-east-2', nodes: 1, priority: 5 },
    ],
    promises: { rpoMs: 0, automaticFailover: true },
    // MongoDB, replica set elections: the median time is within 12 s with default settings.
    electionMs: 12 * SECOND,
    backup: {
      pointInTimeWindowMs: 7 * DAY,
      snapshotEveryMs: 6 * HOUR,
      keepSnapshotsMs: 7 * DAY,
      keepDailyMs: 35 * DAY,
    },
    maintenance: { dayOfWeek: 3, hourUtc: 9 },
    operationTimeoutMs: 5 * SECOND,
  },
  redis: {
    rows: ['D2'],
    provider: 'redis-cloud',
    mode: 'active-active',
    authentication: 'password-acl',
    tlsVersions: ['1.2', '1.3'],
    connectivity: 'vpc-peering',
    // Redis Cloud gives a database one port of these.
    ports: { from: 10_000, to: 19_999 },
    // Redis Cloud, "Prometheus and Grafana": on the private endpoint of the cluster.
    metricsPort: 8_070,
    regions: [
      { name: 'us-east-1', cidr: '10.64.0.0/24' },
      { name: 'us-west-2', cidr: '10.64.1.0/24' },
    ],
    replication: true,
    persistence: 'aof-every-second',
    backupEveryMs: HOUR,
    backupWriter: {
      source: 'Redis Cloud, Back up a database, AWS S3',
      account: '168085023892',
    },
    memoryMib: 5_120,
    operationsPerSecond: 10_000,
    operationTimeoutMs: 2 * SECOND,
    replicationLagMs: 50,
  },
};
