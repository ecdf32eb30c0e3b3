import type { AwsProvider } from '#aws/provider';
import { S3Bucket } from '#aws/s3-bucket';
import { S3BucketLifecycleConfiguration } from '#aws/s3-bucket-lifecycle-configuration';
import { S3BucketObjectLockConfigurationA } from '#aws/s3-bucket-object-lock-configuration';
import { S3BucketOwnershipControls } from '#aws/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '#aws/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '#aws/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '#aws/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '#aws/s3-bucket-versioning';
import type { StackContext } from '../framework/context.ts';
import { type Statement, tlsOnly } from '../framework/policy.ts';
import type { RowScope } from '../framework/stack.ts';
import { days } from '../framework/units.ts';

export interface BucketOptions {
  /** Id of the bucket in its stack; what belongs to it is named after it. */
  readonly id: string;
  readonly bucket: string;
  /** The key of ours; without, a key of S3: the load balancers of AWS write to no other bucket. */
  readonly keyArn?: string;
  readonly provider?: AwsProvider | undefined;
  /** Nothing is overwritten or removed for so long. */
  readonly objectLock?: { readonly mode: 'GOVERNANCE' | 'COMPLIANCE'; readonly forMs: number };
  /** Who else may do what with the objects, beside the roles of the account. */
  readonly grants?: (arn: string) => readonly Statement[];
  /** Objects go after so long; without, they stay. */
  readonly expireAfterMs?: number;
  /** Versions that were replaced or deleted go after so long. */
  readonly replacedAfterMs: number;
}

export interface Bucket {
  readonly bucket: S3Bucket;
  readonly versioning: S3BucketVersioningA;
}

/** A bucket that is private, versioned and encrypted, and answers over TLS only. */
export function privateBucket(
  context: StackContext,
  scope: RowScope,
  options: BucketOptions,
): Bucket {
  const { id, keyArn, provider, objectLock } = options;
  const through = provider === undefined ? {} : { provider };
  const bucket = new S3Bucket(scope, id, {
    ...through,
    bucket: options.bucket,
    objectLockEnabled: objectLock !== undefined,
    lifecycle: { preventDestroy: true },
  });
  const of = { ...through, bucket: bucket.id };
  const access = new S3BucketPublicAccessBlock(scope, `${id}-access`, {
    ...of,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  new S3BucketOwnershipControls(scope, `${id}-ownership`, {
    ...of,
    rule: { objectOwnership: 'BucketOwnerEnforced' },
  });
  new S3BucketServerSideEncryptionConfigurationA(scope, `${id}-encryption`, {
    ...of,
    rule: [
      {
        applyServerSideEncryptionByDefault:
          keyArn === undefined
            ? { sseAlgorithm: 'AES256' }
            : { sseAlgorithm: 'aws:kms', kmsMasterKeyId: keyArn },
        bucketKeyEnabled: keyArn !== undefined,
      },
    ],
  });
  const versioning = new S3BucketVersioningA(scope, `${id}-versioning`, {
    ...of,
    versioningConfiguration: { status: 'Enabled' },
  });
  expire(scope, options, bucket, versioning);
  if (objectLock !== undefined) {
    new S3BucketObjectLockConfigurationA(scope, `${id}-lock`, {
      ...of,
      rule: {
        defaultRetention: { mode: objectLock.mode, days: days(objectLock.forMs) },
      },
      dependsOn: [versioning],
    });
  }
  new S3BucketPolicy(scope, `${id}-policy`, {
    ...of,
    policy: context.policy(
      tlsOnly({
        actions: ['s3:*'],
        resources: [bucket.arn, `${bucket.arn}/*`],
        of: id.replaceAll(/[^a-zA-Z0-9]/g, ''),
      }),
      ...(options.grants?.(bucket.arn) ?? []),
    ),
    dependsOn: [access],
  });
  return { bucket, versioning };
}

function expire(
  scope: RowScope,
  { id, provider, expireAfterMs, replacedAfterMs }: BucketOptions,
  bucket: S3Bucket,
  versioning: S3BucketVersioningA,
): void {
  new S3BucketLifecycleConfiguration(scope, `${id}-lifecycle`, {
    ...(provider === undefined ? {} : { provider }),
    bucket: bucket.id,
    rule: [
      {
        id: 'expire',
        status: 'Enabled',
        filter: [{ prefix: '' }],
        ...(expireAfterMs === undefined ? {} : { expiration: [{ days: days(expireAfterMs) }] }),
        noncurrentVersionExpiration: [{ noncurrentDays: days(replacedAfterMs) }],
        abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
      },
    ],
    dependsOn: [versioning],
  });
}
