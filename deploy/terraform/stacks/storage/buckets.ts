import type { Region, RowId, Topology } from '@tandem/topology';
import type { StackContext } from '../../framework/context.ts';
import { variableName } from '../../framework/names.ts';
import { DAY_MS, days } from '../../framework/units.ts';
import { type Bucket, privateBucket } from '../../parts/bucket.ts';
import { albWrites, redisWrites } from './grants.ts';

export type BucketData = Topology['aws']['s3']['buckets'][number];

/** What was replaced or deleted by mistake can be had back so long. */
const REPLACED_MS = 30 * DAY_MS;

/** The rows that a bucket is of, beside that of S3 itself. */
const ROWS: Readonly<Record<string, readonly RowId[]>> = {
  'audit-archive': ['W1-audit'],
  'edge-logs': ['A9'],
  'edge-trust': ['A9', 'E1'],
  loki: ['O1'],
  'redis-backups': ['D2'],
  thanos: ['O3'],
};

export const rowsOf = (bucket: string): readonly RowId[] => ['A5', ...(ROWS[bucket] ?? [])];

export function bucketIn(
  context: StackContext,
  data: BucketData,
  region: Region,
  keyArn: string | undefined,
): Bucket {
  const { name, objectLock, lockedForMs, expireAfterMs } = data;
  const mode = LOCKS[objectLock];
  const grants = {
    'edge-logs': (arn: string) => [albWrites(context, arn, region)],
    'redis-backups': (arn: string) => [redisWrites(context, arn, region)],
  }[name];
  return privateBucket(context, context.for(...rowsOf(name)), {
    id: `${name}-${region.name}`,
    bucket: context.bucketNamed(name, region),
    provider: context.providerIn(region.name),
    replacedAfterMs: REPLACED_MS,
    ...(keyArn === undefined ? {} : { keyArn }),
    ...(mode === undefined ? {} : { objectLock: { mode, forMs: lockedForMs } }),
    ...(expireAfterMs === 0 ? {} : { expireAfterMs }),
    ...(grants === undefined ? {} : { grants }),
  });
}

const LOCKS = { none: undefined, governance: 'GOVERNANCE', compliance: 'COMPLIANCE' } as const;

/** Copied, and locked for as long as the topology says. */
export function expectations(
  context: StackContext,
  { name, objectLock, lockedForMs }: BucketData,
  from: string,
  to: string,
): void {
  const id = `${variableName(name)}_${variableName(from)}`;
  const rule = `aws_s3_bucket_replication_configuration.${id}_replication_rule.rule[0]`;
  context.expect(`${rule}.status == "Enabled"`, `${name} of ${from} is copied to ${to}`);
  const versioning = `aws_s3_bucket_versioning.${id}_versioning.versioning_configuration[0]`;
  context.expect(`${versioning}.status == "Enabled"`, `${name} of ${from} keeps versions`);
  const mode = LOCKS[objectLock];
  if (mode === undefined) return;
  const retention = `aws_s3_bucket_object_lock_configuration.${id}_lock.rule[0].default_retention[0]`;
  context.expect(
    `${retention}.mode == "${mode}" && ${retention}.days == ${days(lockedForMs)}`,
    `${name} of ${from} is locked`,
  );
}
