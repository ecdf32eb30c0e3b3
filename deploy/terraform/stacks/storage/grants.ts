import type { Region } from '@tandem/topology';
import type { StackContext } from '../../framework/context.ts';
import type { Statement } from '../../framework/policy.ts';

/** ELB user guide, Enable access logs for your Application Load Balancer: the service that delivers them. */
export const albWrites = (
  { accountId }: StackContext,
  arn: string,
  { name, code }: Region,
): Statement => ({
  sid: `AlbWritesItsLogs${code}`,
  principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
  actions: ['s3:PutObject'],
  resources: [`${arn}/AWSLogs/${accountId}/*`],
  condition: {
    ArnLike: {
      'aws:SourceArn': `arn:aws:elasticloadbalancing:${name}:${accountId}:loadbalancer/app/*`,
    },
  },
  wildcard: 'The service names each log file by the time that it covers.',
});

const redisCloud = ({ topology }: StackContext): string =>
  `arn:aws:iam::${topology.data.redis.backupWriter.account}:root`;

/** Redis Cloud, Back up a database: what its account needs in the bucket. */
export const redisWrites = (context: StackContext, arn: string, { code }: Region): Statement => ({
  sid: `RedisCloudWritesBackups${code}`,
  principal: { AWS: redisCloud(context) },
  actions: ['s3:PutObject', 's3:GetObject', 's3:DeleteObject'],
  resources: [`${arn}/*`],
  wildcard:
    'Redis Cloud names each backup by its time and shard. Old versions stay, whatever it deletes.',
});

/** The same account under the key of that bucket, through S3 alone. */
export const redisWritesUnder = (context: StackContext): Statement => ({
  sid: 'RedisCloudWritesUnderTheKey',
  principal: { AWS: redisCloud(context) },
  actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
  resources: ['*'],
  condition: {
    StringEquals: {
      'kms:ViaService': context.topology.regions.map(({ name }) => `s3.${name}.amazonaws.com`),
    },
  },
  wildcard: 'The key itself, which is all that the policy of a key can mean.',
});
