import type { Region } from '@tandem/topology';
import { S3AccountPublicAccessBlock } from '#aws/s3-account-public-access-block';
import type { StackContext } from '../../framework/context.ts';
import type { StackSpec } from '../../framework/spec.ts';
import { type KeyArns, multiRegionKey } from '../../parts/key.ts';
import { type End, replicate } from '../../parts/replication.ts';
import { type BucketData, bucketIn, expectations, rowsOf } from './buckets.ts';
import { redisWritesUnder } from './grants.ts';

export const storage: StackSpec = {
  name: 'storage',
  scope: 'system',
  purpose:
    'The buckets of the data, one a region, each copied to the others: what was written before a region ' +
    'was lost is read in the next. Every region writes below its own code (use1/, usw2/) and only reads ' +
    'below the others, so that no copy meets a write.',
  rows: ['A5', 'O1', 'O3'],
  state: 'remote',
  build(context) {
    const { buckets } = context.topology.aws.s3;
    const keys = keysOf(context);
    const ends = buckets.map((data) => ({
      data,
      ends: context.topology.regions.map((region) => end(context, data, region, keys(data.name))),
    }));
    for (const { data, ends: every } of ends) {
      if (data.replicated) copyBothWays(context, data, every);
    }
    new S3AccountPublicAccessBlock(context.for('A5'), 'no-public-bucket', {
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    const named = (of: (one: End) => string) =>
      Object.fromEntries(
        ends.flatMap(({ data, ends: every }) =>
          every.map((one) => [`${data.name}-${one.region}`, of(one)]),
        ),
      );
    context.export({
      bucketNames: named(({ bucket }) => bucket.bucket.bucket),
      bucketArns: named(({ bucket }) => bucket.bucket.arn),
      storageKeyArns: Object.fromEntries(keys('')),
    });
  },
};

/** One key for all buckets but those that somebody outside of the account writes to. */
function keysOf(context: StackContext): (bucket: string) => KeyArns {
  const own = multiRegionKey(
    context,
    context.for('A5'),
    'storage',
    'Objects of the system, in every region.',
  );
  const redis = multiRegionKey(
    context,
    context.for('A5', 'D2'),
    'redis-backups',
    'Backups that Redis Cloud writes, in every region.',
    [redisWritesUnder(context)],
  );
  return (bucket) => (bucket === 'redis-backups' ? redis : own);
}

function end(context: StackContext, data: BucketData, region: Region, keys: KeyArns): End {
  const provider = context.providerIn(region.name);
  const keyArn = data.encryption === 'kms' ? keys.get(region.name) : undefined;
  const bucket = bucketIn(context, data, region, keyArn);
  return { bucket, region: region.name, provider, ...(keyArn === undefined ? {} : { keyArn }) };
}

function copyBothWays(context: StackContext, data: BucketData, ends: readonly End[]): void {
  for (const from of ends) {
    for (const to of ends) {
      if (from === to) continue;
      replicate(
        context,
        context.for(...rowsOf(data.name)),
        `${data.name}-${from.region}`,
        from,
        to,
      );
      expectations(context, data, from.region, to.region);
    }
  }
}
