import type { Topology, WorkloadName } from '@tandem/topology';
import type { StackContext } from '../../framework/context.ts';
import type { Statement } from '../../framework/policy.ts';
import { secretsOf } from '../../parts/secret-names.ts';

type Component = Topology['components'][number];
type BucketAccess = Component['buckets'][number];

/** What other stacks made, as the roles of pods reach it. */
export interface Reach {
  readonly bucketArn: (bucket: string) => string;
  readonly storageKeyArn: string;
  readonly secretsKeyArn: string;
}

/** What a workload may do in AWS: its secrets and its buckets. Documents ask for its role, and no policy. */
export function workloadGrants(
  context: StackContext,
  workload: WorkloadName,
  reach: Reach,
): Statement[] {
  const { dependencies } = context.topology.workloads[workload];
  const buckets = dependencies.buckets.filter(({ access }) => access !== 'none') as BucketAccess[];
  return [
    ...secretGrants(context, workload, secretsOf(context.topology, workload), reach),
    ...bucketGrants(context, workload, buckets, reach),
  ];
}

export const storedGrants = (
  context: StackContext,
  { name, buckets, secrets }: Component,
  reach: Reach,
): Statement[] => [
  ...secretGrants(context, name, secrets, reach),
  ...bucketGrants(context, name, buckets, reach),
];

/** `scheduled-jobs` is `ScheduledJobs` in the id of a statement. */
const sidOf = (name: string): string =>
  name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

function secretGrants(
  { topology, region, accountId }: StackContext,
  name: string,
  secrets: readonly string[],
  { secretsKeyArn }: Reach,
): Statement[] {
  if (secrets.length === 0) return [];
  const { prefix } = topology.aws.secretsManager;
  const arn = (secret: string) =>
    `arn:aws:secretsmanager:${region.name}:${accountId}:secret:${prefix}${secret}`;
  const families = secrets.filter((secret) => secret.endsWith('/*'));
  const read = ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'];
  // Secrets Manager puts six characters of its own behind a name.
  const single = secrets.filter((secret) => !families.includes(secret));
  return [
    ...(single.length === 0
      ? []
      : [
          {
            sid: `Secrets${sidOf(name)}`,
            actions: read,
            resources: single.map((secret) => `${arn(secret)}-??????`),
          },
        ]),
    ...(families.length === 0
      ? []
      : [
          {
            sid: `SecretFamilies${sidOf(name)}`,
            actions: read,
            resources: families.map(arn),
            wildcard: 'One secret for each customer or bind below the path, which come and go.',
          },
        ]),
    {
      sid: `Unseal${sidOf(name)}`,
      actions: ['kms:Decrypt'],
      resources: [secretsKeyArn],
      condition: {
        StringEquals: { 'kms:ViaService': `secretsmanager.${region.name}.amazonaws.com` },
      },
    },
  ];
}

/** Reads what every region wrote, and writes below the code of its own (stack `storage`). */
function bucketGrants(
  { topology, region }: StackContext,
  name: string,
  buckets: readonly BucketAccess[],
  { bucketArn, storageKeyArn }: Reach,
): Statement[] {
  if (buckets.length === 0) return [];
  const sid = sidOf(name);
  const written = buckets.filter(({ access }) => access === 'read-write');
  const locked = topology.aws.s3.buckets.filter(({ objectLock }) => objectLock !== 'none');
  const removable = written.filter((one) => !locked.some((bucket) => bucket.name === one.name));
  const below = (list: readonly BucketAccess[]) =>
    list.map((bucket) => `${bucketArn(bucket.name)}/${region.code}/*`);
  const objects =
    'Every object of the bucket, or of the part of this region: they are named as they come.';
  const statement = (what: string, actions: string[], resources: string[]): Statement[] =>
    resources.length === 0 ? [] : [{ sid: `${what}${sid}`, actions, resources, wildcard: objects }];
  return [
    {
      sid: `List${sid}`,
      actions: ['s3:ListBucket', 's3:GetBucketLocation'],
      resources: buckets.map((bucket) => bucketArn(bucket.name)),
    },
    ...statement(
      'Read',
      ['s3:GetObject'],
      buckets.map(({ name: of }) => `${bucketArn(of)}/*`),
    ),
    ...statement('Write', ['s3:PutObject', 's3:AbortMultipartUpload'], below(written)),
    ...statement('Remove', ['s3:DeleteObject'], below(removable)),
    {
      sid: `Encrypt${sid}`,
      actions: written.length === 0 ? ['kms:Decrypt'] : ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: [storageKeyArn],
      condition: { StringEquals: { 'kms:ViaService': `s3.${region.name}.amazonaws.com` } },
    },
  ];
}
