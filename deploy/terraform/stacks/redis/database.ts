import { regionNamed } from '@tandem/topology';
import { Token } from 'cdktn';
import type { ActiveActiveSubscription } from '#rediscloud/active-active-subscription';
import { ActiveActiveSubscriptionDatabase } from '#rediscloud/active-active-subscription-database';
import type { StackContext } from '../../framework/context.ts';

export type Database = ActiveActiveSubscriptionDatabase;

export const GIB_MIB = 1_024;
const HOUR_MS = 3_600_000;

const PERSISTENCE = {
  'aof-every-second': 'aof-every-1-second',
  'aof-every-write': 'aof-every-write',
  'snapshot-every-hour': 'snapshot-every-1-hour',
} as const;

/** One database, a replica of it in each region; TLS always, no user but those of the ACL. */
export function database(context: StackContext, subscription: ActiveActiveSubscription): Database {
  const { redis: data } = context.topology.data;
  const { bucketNames } = context.take('storage', { bucketNames: 'map' });
  const made = new ActiveActiveSubscriptionDatabase(context.for('D2'), 'cache', {
    subscriptionId: Token.asNumber(subscription.id),
    name: context.systemNamed('cache'),
    datasetSizeInGb: data.memoryMib / GIB_MIB,
    enableTls: true,
    globalEnableDefaultUser: false,
    globalDataPersistence: PERSISTENCE[data.persistence],
    // Every key of the workloads has a time to live: the oldest of those go first, nothing else.
    dataEviction: 'volatile-ttl',
    globalSourceIps: data.regions.map(
      ({ name }) => regionNamed(context.topology, name).network.vpcCidr,
    ),
    globalAlert: [{ name: 'dataset-size', value: 80 }],
    overrideRegion: data.regions.map(({ name }) => ({
      name,
      remoteBackup: {
        interval: `every-${data.backupEveryMs / HOUR_MS}-hours`,
        storageType: 'aws-s3',
        storagePath: `s3://${bucketNames(`redis-backups-${name}`)}`,
      },
    })),
    tags: { owner: context.topology.aws.owner, stack: context.name, rows: 'd2' },
    lifecycle: { preventDestroy: true },
  });
  const address = 'rediscloud_active_active_subscription_database.cache';
  context.expect(
    `${address}.enable_tls && !${address}.global_enable_default_user`,
    'the cache answers over TLS, to named users alone',
  );
  context.expect(
    `length(${address}.override_region) == ${data.regions.length}`,
    'every region is backed up',
  );
  return made;
}
