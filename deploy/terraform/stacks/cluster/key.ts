import type { KmsKey } from '#aws/kms-key';
import type { StackContext } from '../../framework/context.ts';
import type { Statement } from '../../framework/policy.ts';
import { regionalKey, usedByLogs } from '../../parts/regional-key.ts';

/** The key of a cluster: secrets in its store, disks of its nodes and volumes, logs of its control plane. */
export const clusterKey = (context: StackContext): KmsKey =>
  regionalKey(
    context,
    context.for('A1', 'A2'),
    'cluster',
    'Secrets, disks and logs of the cluster.',
    [usedByLogs(context), usedByDisks(context)],
  );

/**
 * Whoever may attach a disk may use it, through EC2 alone, as with the key that AWS itself keeps for disks:
 * auto scaling, Karpenter and the EBS driver all do.
 */
const usedByDisks = ({ accountId, region }: StackContext): Statement => ({
  sid: 'DisksUseTheKey',
  principal: '*',
  actions: [
    'kms:Encrypt',
    'kms:Decrypt',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
    'kms:GenerateDataKey',
    'kms:GenerateDataKeyWithoutPlaintext',
    'kms:DescribeKey',
    'kms:CreateGrant',
  ],
  resources: ['*'],
  condition: {
    StringEquals: {
      'aws:PrincipalAccount': accountId,
      'kms:ViaService': `ec2.${region.name}.amazonaws.com`,
    },
  },
  wildcard: 'The key itself, as in every policy of a key.',
});
