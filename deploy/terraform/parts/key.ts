import { KmsAlias } from '#aws/kms-alias';
import { KmsKey } from '#aws/kms-key';
import { KmsReplicaKey } from '#aws/kms-replica-key';
import type { StackContext } from '../framework/context.ts';
import type { Statement } from '../framework/policy.ts';
import type { RowScope } from '../framework/stack.ts';

export const DELETION_DAYS = 30;

/** The ARN of a key in each region, by the region's name. */
export type KeyArns = ReadonlyMap<string, string>;

/** One key in every region: what is encrypted in one is decrypted in the other. */
export function multiRegionKey(
  context: StackContext,
  scope: RowScope,
  id: string,
  description: string,
  statements: readonly Statement[] = [],
): KeyArns {
  const policy = context.policy(ownedByTheAccount(context), ...statements);
  const primary = new KmsKey(scope, `${id}-key`, {
    description,
    policy,
    multiRegion: true,
    enableKeyRotation: true,
    deletionWindowInDays: DELETION_DAYS,
  });
  const name = `alias/${context.systemNamed(id)}`;
  new KmsAlias(scope, `${id}-key-alias`, { name, targetKeyId: primary.keyId });
  const arns = new Map([[context.region.name, primary.arn]]);
  for (const region of context.others) {
    const provider = context.providerIn(region.name);
    const through = provider === undefined ? {} : { provider };
    const replica = new KmsReplicaKey(scope, `${id}-key-${region.name}`, {
      ...through,
      description,
      policy,
      primaryKeyArn: primary.arn,
      deletionWindowInDays: DELETION_DAYS,
    });
    new KmsAlias(scope, `${id}-key-${region.name}-alias`, {
      ...through,
      name,
      targetKeyId: replica.keyId,
    });
    arns.set(region.name, replica.arn);
  }
  return arns;
}

export const ownedByTheAccount = ({ accountId }: StackContext): Statement => ({
  sid: 'AccountOwnsTheKey',
  principal: { AWS: `arn:aws:iam::${accountId}:root` },
  actions: ['kms:*'],
  resources: ['*'],
  wildcard: 'The key itself: without this statement nobody could ever change its policy again.',
});
