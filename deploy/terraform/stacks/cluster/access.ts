import { EksAccessEntry } from '#aws/eks-access-entry';
import { EksAccessPolicyAssociation } from '#aws/eks-access-policy-association';
import type { EksCluster } from '#aws/eks-cluster';
import { IamRole } from '#aws/iam-role';
import { IamRolePolicy } from '#aws/iam-role-policy';
import type { StackContext } from '../../framework/context.ts';
import { clusterArn } from './eks.ts';

/**
 * The roles that people take, and what each may do in the cluster. Who may take one is said by the account,
 * in the policies of its people or of its single sign-on. Gives the ARNs by name.
 */
export function operators(context: StackContext, cluster: EksCluster): Record<string, string> {
  const scope = context.for('A1');
  const roles = context.topology.aws.eks.operators.map(({ name, policy }) => {
    const role = new IamRole(scope, `operator-${name}`, {
      name: context.named(`cluster-${name}`),
      assumeRolePolicy: context.policy({
        sid: 'Assume',
        actions: ['sts:AssumeRole'],
        principal: { AWS: `arn:aws:iam::${context.accountId}:root` },
      }),
    });
    new IamRolePolicy(scope, `operator-${name}-policy`, {
      role: role.id,
      policy: context.policy({
        sid: 'FindTheCluster',
        actions: ['eks:DescribeCluster'],
        resources: [clusterArn(context)],
      }),
    });
    const entry = new EksAccessEntry(scope, `operator-${name}-entry`, {
      clusterName: cluster.name,
      principalArn: role.arn,
      type: 'STANDARD',
    });
    new EksAccessPolicyAssociation(scope, `operator-${name}-access`, {
      clusterName: cluster.name,
      principalArn: entry.principalArn,
      policyArn: `arn:aws:eks::aws:cluster-access-policy/${policy}`,
      accessScope: { type: 'cluster' },
    });
    return [name, role.arn] as const;
  });
  return Object.fromEntries(roles);
}
