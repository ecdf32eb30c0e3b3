import type { EksCluster } from '#aws/eks-cluster';
import { EksPodIdentityAssociation } from '#aws/eks-pod-identity-association';
import { IamRole } from '#aws/iam-role';
import { IamRolePolicy } from '#aws/iam-role-policy';
import type { StackContext } from '../../framework/context.ts';
import { variableName } from '../../framework/names.ts';
import { assumedBy, type Statement } from '../../framework/policy.ts';
import type { RowScope } from '../../framework/stack.ts';
import { clusterArn } from './eks.ts';

export { serviceAccountOf } from '@tandem/topology';

export interface Identity {
  readonly role: IamRole;
  readonly association: EksPodIdentityAssociation;
}

/** A role that the pods of one service account get, and nobody else: not another cluster, not a person. */
export function podIdentity(
  context: StackContext,
  cluster: EksCluster,
  of: { readonly name: string; readonly namespace: string; readonly serviceAccount: string },
  grants: readonly Statement[],
): Identity {
  const { name, namespace, serviceAccount } = of;
  const scope = scopeFor(context, grants);
  const role = new IamRole(scope, `${name}-role`, {
    name: context.named(name),
    description: `Pods of ${namespace}/${serviceAccount} in ${context.region.name}.`,
    assumeRolePolicy: context.policy({
      ...assumedBy('pods.eks.amazonaws.com', ['sts:AssumeRole', 'sts:TagSession']),
      condition: {
        StringEquals: {
          'aws:RequestTag/eks-cluster-arn': clusterArn(context),
          'aws:RequestTag/kubernetes-namespace': namespace,
          'aws:RequestTag/kubernetes-service-account': serviceAccount,
        },
      },
    }),
  });
  if (grants.length > 0) {
    new IamRolePolicy(scope, `${name}-grants`, {
      name: 'grants',
      role: role.id,
      policy: context.policy(...grants),
    });
  }
  const association = new EksPodIdentityAssociation(scope, name, {
    clusterName: cluster.name,
    namespace,
    serviceAccount,
    roleArn: role.arn,
  });
  const address = `aws_eks_pod_identity_association.${variableName(name)}`;
  context.expect(
    `${address}.namespace == "${namespace}" && ${address}.service_account == "${serviceAccount}"`,
    `the role of ${name} is for its own service account`,
  );
  return { role, association };
}

/** Row P3 is the access to S3 and to Secrets Manager. */
function scopeFor(context: StackContext, grants: readonly Statement[]): RowScope {
  const services = context.topology.identity.access.services.map((service) => `${service}:`);
  const actions = grants.flatMap((grant) => [...grant.actions]);
  const reaches = actions.some((action) => services.some((service) => action.startsWith(service)));
  return reaches ? context.for('P1', 'P2', 'P3') : context.for('P1', 'P2');
}
