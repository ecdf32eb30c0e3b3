import type { Topology } from '@tandem/topology';
import type { TerraformResource } from 'cdktn';
import type { EksCluster } from '#aws/eks-cluster';
import { EksNodeGroup } from '#aws/eks-node-group';
import { IamRole } from '#aws/iam-role';
import type { KmsKey } from '#aws/kms-key';
import { LaunchTemplate } from '#aws/launch-template';
import type { StackContext } from '../../framework/context.ts';
import { assumedBy } from '../../framework/policy.ts';
import type { RowScope } from '../../framework/stack.ts';
import { managedPolicy } from './managed-policy.ts';
import type { Groups } from './security-groups.ts';

type GroupName = keyof Topology['workerGroups'];

const AMI_TYPES = {
  arm64: 'AL2023_ARM_64_STANDARD',
  amd64: 'AL2023_x86_64_STANDARD',
} as const;

export interface NodeParts {
  readonly cluster: EksCluster;
  readonly key: KmsKey;
  readonly groups: Groups;
  readonly subnetIds: readonly string[];
  /** What a node needs to become ready. */
  readonly after: readonly TerraformResource[];
}

export interface NodeRole {
  readonly role: IamRole;
  readonly policies: readonly TerraformResource[];
}

/** What every node may do by itself: join its cluster and pull images. The rest is for the roles of pods. */
export function nodeRole(context: StackContext, scope: RowScope, id: string): NodeRole {
  const role = new IamRole(scope, id, {
    name: context.named(id),
    assumeRolePolicy: context.policy(assumedBy('ec2.amazonaws.com')),
  });
  const why =
    'A node asks EC2 for its own name when it starts; the list follows what EKS asks of nodes.';
  const images =
    'Images of the add-ons are in registries of Amazon; the policies of our own say who may pull.';
  const policies = [
    managedPolicy(scope, role, 'AmazonEKSWorkerNodePolicy', why),
    managedPolicy(scope, role, 'AmazonEC2ContainerRegistryPullOnly', images),
  ];
  return { role, policies };
}

/** The groups that no Karpenter could make, as it runs on them. */
export function nodeGroups(context: StackContext, parts: NodeParts): EksNodeGroup[] {
  const managed = Object.entries(context.topology.workerGroups).filter(
    ([, { provisioner }]) => provisioner === 'managed-node-group',
  );
  return managed.map(([name]) => nodeGroup(context, name as GroupName, parts));
}

function nodeGroup(context: StackContext, name: GroupName, parts: NodeParts): EksNodeGroup {
  const { topology, region } = context;
  const { placement } = topology.autoscaling;
  const group = topology.workerGroups[name];
  const scope = context.for(...group.rows.filter((row) => row !== 'T6'));
  const { min, max } = group.nodes[region.role];
  const { role, policies } = nodeRole(context, scope, `${name}-node`);
  const template = launchTemplate(context, scope, name, group.diskGib, parts);
  return new EksNodeGroup(scope, name, {
    clusterName: parts.cluster.name,
    nodeGroupName: name,
    nodeRoleArn: role.arn,
    subnetIds: [...parts.subnetIds],
    version: topology.aws.eks.version,
    amiType: AMI_TYPES[topology.aws.ec2.imageArchitecture],
    instanceTypes: [...group.instanceTypes],
    capacityType: group.capacity === 'spot' ? 'SPOT' : 'ON_DEMAND',
    scalingConfig: { minSize: min, maxSize: max, desiredSize: min },
    updateConfig: { maxUnavailable: group.disruptionBudgetNodes },
    nodeRepairConfig: { enabled: true },
    labels: { [placement.nodeLabel]: name },
    taint: group.tainted
      ? [{ key: placement.taintKey, value: name, effect: taintEffect(placement.taintEffect) }]
      : [],
    launchTemplate: { id: template.id, version: String(template.latestVersion) },
    // Whoever scales it by hand in a failover must not be scaled back by the next apply.
    lifecycle: { ignoreChanges: ['scaling_config[0].desired_size'] },
    dependsOn: [...parts.after, ...policies],
  });
}

/** `NoSchedule` is `NO_SCHEDULE` to EKS. */
const taintEffect = (effect: string): string =>
  effect.replaceAll(/(?!^)[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

function launchTemplate(
  context: StackContext,
  scope: RowScope,
  name: string,
  diskGib: number,
  { key, groups }: NodeParts,
): LaunchTemplate {
  const { topology, region } = context;
  // Default tags of the provider do not reach what EC2 makes from a template.
  const tags = {
    Name: context.named(name),
    Owner: topology.aws.owner,
    RegionRole: region.role,
    System: context.systemNamed('').slice(0, -1),
    WorkerGroup: name,
  };
  return new LaunchTemplate(scope, `${name}-template`, {
    name: context.named(name),
    updateDefaultVersion: true,
    vpcSecurityGroupIds: [groups.nodes.id],
    blockDeviceMappings: [
      {
        deviceName: '/dev/xvda',
        ebs: {
          volumeType: 'gp3',
          volumeSize: diskGib,
          encrypted: 'true',
          kmsKeyId: key.arn,
          deleteOnTermination: 'true',
        },
      },
    ],
    // One hop: a pod gets the credentials of its own role, never those of the node.
    metadataOptions: {
      httpEndpoint: 'enabled',
      httpTokens: 'required',
      httpPutResponseHopLimit: 1,
    },
    tagSpecifications: ['instance', 'volume', 'network-interface'].map((resourceType) => ({
      resourceType,
      tags,
    })),
  });
}
