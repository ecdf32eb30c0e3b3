import { IamRole } from '#aws/iam-role';
import { IamRolePolicy } from '#aws/iam-role-policy';
import type { AwsProvider } from '#aws/provider';
import { S3BucketReplicationConfigurationA } from '#aws/s3-bucket-replication-configuration';
import type { StackContext } from '../framework/context.ts';
import { assumedBy } from '../framework/policy.ts';
import type { RowScope } from '../framework/stack.ts';
import type { Bucket } from './bucket.ts';

export interface End {
  readonly bucket: Bucket;
  readonly keyArn: string;
  /** The region of the bucket: KMS is reached through S3 of that region. */
  readonly region: string;
  readonly provider?: AwsProvider | undefined;
}

/** Copies every object of one bucket to another region, deletions included, within 15 minutes. */
export function replicate(
  context: StackContext,
  scope: RowScope,
  id: string,
  from: End,
  to: End,
): void {
  const role = new IamRole(scope, `${id}-replication`, {
    name: context.systemNamed(`${id}-replication`),
    assumeRolePolicy: context.policy(assumedBy('s3.amazonaws.com')),
  });
  new IamRolePolicy(scope, `${id}-replication-policy`, {
    role: role.id,
    policy: replicationPolicy(context, id, from, to),
  });
  new S3BucketReplicationConfigurationA(scope, `${id}-replication-rule`, {
    ...(from.provider === undefined ? {} : { provider: from.provider }),
    bucket: from.bucket.bucket.id,
    role: role.arn,
    rule: [
      {
        id: 'everything',
        status: 'Enabled',
        filter: { prefix: '' },
        deleteMarkerReplication: { status: 'Enabled' },
        sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } },
        destination: {
          bucket: to.bucket.bucket.arn,
          encryptionConfiguration: { replicaKmsKeyId: to.keyArn },
          metrics: { status: 'Enabled', eventThreshold: { minutes: 15 } },
          replicationTime: { status: 'Enabled', time: { minutes: 15 } },
        },
      },
    ],
    dependsOn: [from.bucket.versioning, to.bucket.versioning],
  });
}

function replicationPolicy(context: StackContext, id: string, from: End, to: End): string {
  const sid = id.replaceAll(/[^a-zA-Z0-9]/g, '');
  const objects = 'Replication copies every object of the one bucket into the one other.';
  return context.policy(
    {
      sid: `Source${sid}`,
      actions: ['s3:GetReplicationConfiguration', 's3:ListBucket'],
      resources: [from.bucket.bucket.arn],
    },
    {
      sid: `Read${sid}`,
      actions: [
        's3:GetObjectVersionForReplication',
        's3:GetObjectVersionAcl',
        's3:GetObjectVersionTagging',
      ],
      resources: [`${from.bucket.bucket.arn}/*`],
      wildcard: objects,
    },
    {
      sid: `Write${sid}`,
      actions: ['s3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags'],
      resources: [`${to.bucket.bucket.arn}/*`],
      wildcard: objects,
    },
    {
      sid: `Decrypt${sid}`,
      actions: ['kms:Decrypt'],
      resources: [from.keyArn],
      condition: { StringLike: { 'kms:ViaService': `s3.${from.region}.amazonaws.com` } },
    },
    {
      sid: `Encrypt${sid}`,
      actions: ['kms:Encrypt', 'kms:GenerateDataKey'],
      resources: [to.keyArn],
      condition: { StringLike: { 'kms:ViaService': `s3.${to.region}.amazonaws.com` } },
    },
  );
}
