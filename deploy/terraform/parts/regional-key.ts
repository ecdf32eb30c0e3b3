import { KmsAlias } from '#aws/kms-alias';
import { KmsKey } from '#aws/kms-key';
import type { StackContext } from '../framework/context.ts';
import type { Statement } from '../framework/policy.ts';
import type { RowScope } from '../framework/stack.ts';
import { DELETION_DAYS, ownedByTheAccount } from './key.ts';

/** A key of one region, for what never leaves it. */
export function regionalKey(
  context: StackContext,
  scope: RowScope,
  id: string,
  description: string,
  statements: readonly Statement[] = [],
): KmsKey {
  const key = new KmsKey(scope, `${id}-key`, {
    description,
    policy: context.policy(ownedByTheAccount(context), ...statements),
    enableKeyRotation: true,
    deletionWindowInDays: DELETION_DAYS,
  });
  const name = `alias/${context.named(id)}`;
  new KmsAlias(scope, `${id}-key-alias`, { name, targetKeyId: key.keyId });
  return key;
}

/** CloudWatch Logs may use the key, for the groups of this account and region alone. */
export const usedByLogs = ({ accountId, region }: StackContext): Statement => ({
  sid: 'LogsUseTheKey',
  principal: { Service: `logs.${region.name}.amazonaws.com` },
  actions: [
    'kms:Encrypt',
    'kms:Decrypt',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
    'kms:GenerateDataKey',
    'kms:GenerateDataKeyWithoutPlaintext',
    'kms:DescribeKey',
  ],
  resources: ['*'],
  condition: {
    ArnLike: {
      'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${region.name}:${accountId}:log-group:*`,
    },
  },
  wildcard: 'The key itself, as in every policy of a key.',
});
