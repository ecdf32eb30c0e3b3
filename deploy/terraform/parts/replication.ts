import { IamRole } from '#aws/iam-role';
import { IamRolePolicy } from '#aws/iam-role-policy';
import type { AwsProvider } from '#aws/provider';
import { S3BucketReplicationConfigurationA } from '#aws/s3-bucket-replication-configuration';
import type { StackContext } from '../framework/context.ts';
import { assumedBy, type Statement } from '../framework/policy.ts';
import type { RowScope } from '../framework/stack.ts';
import type { Bucket } from './bucket.ts';

export interface End {
  readonly bucket: Bucket;
  /** Without, the bucket is under a key of S3, which needs no permission. */
  readonly keyArn?: string;
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
        ...(from.keyArn === undefined
          ? {}
          : { sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } } }),
        destination: {
          bucket: to.bucket.bucket.arn,
          ...(to.keyArn === undefined
            ? {}
            : { encryptionConfiguration: { replicaKmsKeyId: to.keyArn } }),
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
  const through = (verb: string, actions: string[], { keyArn, region }: End): Statement[] =>
    keyArn === undefined
      ? []
      : [
          {
            sid: `${verb}${sid}`,
            actions,
            resources: [keyArn],
            condition: { StringLike: { 'kms:ViaService': `s3.${region}.amazonaws.com` } },
          },
        ];
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
        // The lock of an object goes along with it.
        's3:GetObjectRetention',
        's3:GetObjectLegalHold',
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
    ...through('Decrypt', ['kms:Decrypt'], from),
    ...through('Encrypt', ['kms:Encrypt', 'kms:GenerateDataKey'], to),
  );
}
