import { CloudwatchLogGroup } from '#aws/cloudwatch-log-group';
import { EksCluster } from '#aws/eks-cluster';
import { IamRole } from '#aws/iam-role';
import type { KmsKey } from '#aws/kms-key';
import type { StackContext } from '../../framework/context.ts';
import { assumedBy } from '../../framework/policy.ts';
import { managedPolicy } from './managed-policy.ts';
import type { Groups } from './security-groups.ts';

export interface ClusterParts {
  readonly key: KmsKey;
  readonly groups: Groups;
  readonly subnetIds: readonly string[];
}

/** The control plane: reached from inside the VPC only, and by access entries only. */
export function eks(context: StackContext, { key, groups, subnetIds }: ClusterParts): EksCluster {
  const scope = context.for('A1');
  const { topology, region } = context;
  const { version, controlPlaneLogs } = topology.aws.eks;
  const name = context.named('eks');
  const role = new IamRole(scope, 'cluster', {
    name: context.named('eks-cluster'),
    assumeRolePolicy: context.policy(
      assumedBy('eks.amazonaws.com', ['sts:AssumeRole', 'sts:TagSession']),
    ),
  });
  const allowed = managedPolicy(
    scope,
    role,
    'AmazonEKSClusterPolicy',
    'What the control plane does in the VPC is for EKS to say, and changes with its versions.',
  );
  const logs = new CloudwatchLogGroup(scope, 'control-plane-logs', {
    // EKS writes to a group of this name, and makes one without a key when there is none.
    name: `/aws/eks/${name}/cluster`,
    retentionInDays: topology.aws.logs.retentionDays,
    kmsKeyId: key.arn,
  });
  return new EksCluster(scope, 'main', {
    name,
    version,
    roleArn: role.arn,
    enabledClusterLogTypes: [...controlPlaneLogs],
    bootstrapSelfManagedAddons: false,
    accessConfig: {
      authenticationMode: 'API',
      bootstrapClusterCreatorAdminPermissions: false,
    },
    vpcConfig: {
      subnetIds: [...subnetIds],
      securityGroupIds: [groups.controlPlane.id],
      endpointPrivateAccess: true,
      endpointPublicAccess: false,
    },
    encryptionConfig: { resources: ['secrets'], provider: { keyArn: key.arn } },
    kubernetesNetworkConfig: { ipFamily: 'ipv4', serviceIpv4Cidr: region.network.serviceCidr },
    // AWS patches a version by itself; the version is ours to raise while its support lasts.
    upgradePolicy: { supportType: 'STANDARD' },
    zonalShiftConfig: { enabled: true },
    lifecycle: { preventDestroy: true },
    dependsOn: [allowed, logs],
  });
}

/** The ARN of the cluster before there is one, for roles that are made with it. */
export const clusterArn = (context: StackContext): string =>
  `arn:aws:eks:${context.region.name}:${context.accountId}:cluster/${context.named('eks')}`;
