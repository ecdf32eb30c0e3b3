import { AdvancedCluster } from '#mongodbatlas/advanced-cluster';
import { CloudBackupSchedule } from '#mongodbatlas/cloud-backup-schedule';
import type { Project } from '#mongodbatlas/project';
import type { StackContext } from '../../framework/context.ts';
import { days } from '../../framework/units.ts';
import { atlasRegion } from './atlas-region.ts';

const HOUR_MS = 3_600_000;
const TLS = { '1.2': 'TLS1_2', '1.3': 'TLS1_3' } as const;

/**
 * 2 + 2 + 1: a primary needs three of five votes, so the loss of any one region leaves a majority, and a
 * majority is never inside one region: what was acknowledged survives, and nobody has to act. With two
 * regions only, the loss of the larger one leaves no primary until an operator forces one and accepts the
 * loss of writes. The third region is a tie-breaker: it votes and acknowledges, has the lowest priority,
 * and no application connects to it; were its member elected because it alone was up to date, it would
 * hand over as soon as a preferred one has caught up.
 */
export function cluster(context: StackContext, project: Project): AdvancedCluster {
  const { atlas } = context.topology.data;
  const made = new AdvancedCluster(context.for('D1'), 'documents', {
    projectId: project.id,
    name: context.systemNamed('documents'),
    clusterType: 'REPLICASET',
    mongoDbMajorVersion: atlas.version,
    versionReleaseSystem: 'LTS',
    backupEnabled: true,
    pitEnabled: true,
    retainBackupsEnabled: true,
    terminationProtectionEnabled: true,
    redactClientLogData: true,
    tags: {
      Owner: context.topology.aws.owner,
      Stack: context.name,
      ManagedBy: 'terraform',
      Rows: 'D1',
    },
    replicationSpecs: [
      {
        // Atlas wants them in the order of their priorities, from 7 down.
        regionConfigs: [...atlas.electable]
          .sort((a, b) => b.priority - a.priority)
          .map(({ region, nodes, priority }) => ({
            providerName: 'AWS',
            regionName: atlasRegion(region),
            priority,
            electableSpecs: { instanceSize: atlas.tier, nodeCount: nodes },
            autoScaling: { diskGbEnabled: true, computeEnabled: false },
          })),
      },
    ],
    advancedConfiguration: {
      minimumEnabledTlsProtocol: TLS[atlas.tlsMinimum],
      defaultWriteConcern: atlas.writeConcern,
      javascriptEnabled: false,
    },
    lifecycle: { preventDestroy: true },
  });
  backup(context, project, made);
  expectations(context);
  return made;
}

/** Any moment of the last days, in the home region and again in the standby. */
function backup(context: StackContext, project: Project, made: AdvancedCluster): void {
  const { backup: data } = context.topology.data.atlas;
  const kept = (ms: number) => ({ retentionUnit: 'days', retentionValue: days(ms) });
  new CloudBackupSchedule(context.for('D1'), 'backup', {
    projectId: project.id,
    clusterName: made.name,
    restoreWindowDays: days(data.pointInTimeWindowMs),
    policyItemHourly: {
      frequencyInterval: data.snapshotEveryMs / HOUR_MS,
      ...kept(data.keepSnapshotsMs),
    },
    policyItemDaily: { frequencyInterval: 1, ...kept(data.keepDailyMs) },
    copySettings: [
      {
        cloudProvider: 'AWS',
        regionName: atlasRegion(context.region.name),
        frequencies: ['HOURLY', 'DAILY', 'ON_DEMAND'],
        shouldCopyOplogs: true,
      },
    ],
  });
}

function expectations(context: StackContext): void {
  const { atlas } = context.topology.data;
  const made = 'mongodbatlas_advanced_cluster.documents';
  const nodes = atlas.electable.reduce((sum, one) => sum + one.nodes, 0);
  context.expect(
    `sum(${made}.replication_specs[0].region_configs[*].electable_specs.node_count) == ${nodes}`,
    `${nodes} members vote`,
  );
  context.expect(
    `${made}.pit_enabled && ${made}.advanced_configuration.minimum_enabled_tls_protocol == "${TLS[atlas.tlsMinimum]}"`,
    'any moment can be restored, and TLS is as new as the description asks',
  );
}
