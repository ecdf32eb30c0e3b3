import { EksAccessEntry } from '#aws/eks-access-entry';
import type { EksCluster } from '#aws/eks-cluster';
import { IamInstanceProfile } from '#aws/iam-instance-profile';
import type { IamRole } from '#aws/iam-role';
import type { StackContext } from '../../framework/context.ts';
import type { Statement } from '../../framework/policy.ts';
import { clusterArn } from './eks.ts';
import { nodeRole } from './nodes.ts';

export interface KarpenterNodes {
  readonly role: IamRole;
  readonly profile: IamInstanceProfile;
}

/**
 * The role of the nodes that Karpenter makes, with its instance profile: left to itself, Karpenter makes
 * profiles through IAM, whose control plane is in us-east-1 and may be lost with it. Node classes name this one.
 */
export function karpenterNodes(context: StackContext, cluster: EksCluster): KarpenterNodes {
  const scope = context.for('A2', 'T5');
  const { role } = nodeRole(context, scope, 'karpenter-node');
  const profile = new IamInstanceProfile(scope, 'karpenter-node-profile', {
    name: context.named('karpenter-node'),
    role: role.name,
  });
  new EksAccessEntry(scope, 'karpenter-node-entry', {
    clusterName: cluster.name,
    principalArn: role.arn,
    type: 'EC2_LINUX',
  });
  return { role, profile };
}

/** What Karpenter does in EC2: only with what carries the tags of this cluster and of a node pool. */
export function karpenterGrants(
  context: StackContext,
  { role, profile }: KarpenterNodes,
  queueArn: string,
): Statement[] {
  const { region, accountId } = context;
  const cluster = `kubernetes.io/cluster/${context.named('eks')}`;
  const pool = 'karpenter.sh/nodepool';
  const ours = (...kinds: string[]) =>
    kinds.map((kind) => `arn:aws:ec2:${region.name}:${accountId}:${kind}/*`);
  const amazons = (...kinds: string[]) =>
    kinds.map((kind) => `arn:aws:ec2:${region.name}::${kind}/*`);
  const made = ours('fleet', 'instance', 'volume', 'network-interface', 'launch-template');
  const tagged = (from: 'Request' | 'Resource') => ({
    StringEquals: { [`aws:${from}Tag/${cluster}`]: 'owned' },
    StringLike: { [`aws:${from}Tag/${pool}`]: '*' },
  });
  const numbered =
    'EC2 numbers what it makes; the condition leaves it to this cluster and its pools.';
  return [
    {
      sid: 'StartFrom',
      actions: ['ec2:RunInstances', 'ec2:CreateFleet'],
      resources: [...amazons('image', 'snapshot'), ...ours('security-group', 'subnet')],
      wildcard:
        'Karpenter finds images by alias, groups and subnets by tag; it makes none of them.',
    },
    {
      sid: 'StartFromTemplate',
      actions: ['ec2:RunInstances', 'ec2:CreateFleet'],
      resources: ours('launch-template'),
      condition: tagged('Resource'),
      wildcard: numbered,
    },
    {
      sid: 'Start',
      actions: ['ec2:RunInstances', 'ec2:CreateFleet', 'ec2:CreateLaunchTemplate'],
      resources: [...made, ...ours('spot-instances-request')],
      condition: tagged('Request'),
      wildcard: numbered,
    },
    {
      sid: 'TagWhatStarts',
      actions: ['ec2:CreateTags'],
      resources: [...made, ...ours('spot-instances-request')],
      condition: {
        StringEquals: {
          ...tagged('Request').StringEquals,
          'ec2:CreateAction': ['RunInstances', 'CreateFleet', 'CreateLaunchTemplate'],
        },
        StringLike: tagged('Request').StringLike,
      },
      wildcard: numbered,
    },
    {
      sid: 'NameWhatRuns',
      actions: ['ec2:CreateTags'],
      resources: ours('instance'),
      condition: {
        ...tagged('Resource'),
        'ForAllValues:StringEquals': {
          'aws:TagKeys': ['eks:eks-cluster-name', 'karpenter.sh/nodeclaim', 'Name'],
        },
      },
      wildcard: numbered,
    },
    {
      sid: 'Stop',
      actions: ['ec2:TerminateInstances', 'ec2:DeleteLaunchTemplate'],
      resources: ours('instance', 'launch-template'),
      condition: tagged('Resource'),
      wildcard: numbered,
    },
    {
      sid: 'Look',
      actions: [
        'ec2:DescribeAvailabilityZones',
        'ec2:DescribeCapacityReservations',
        'ec2:DescribeImages',
        'ec2:DescribeInstanceStatus',
        'ec2:DescribeInstanceTypeOfferings',
        'ec2:DescribeInstanceTypes',
        'ec2:DescribeInstances',
        'ec2:DescribeLaunchTemplates',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeSpotPriceHistory',
        'ec2:DescribeSubnets',
      ],
      resources: ['*'],
      condition: { StringEquals: { 'aws:RequestedRegion': region.name } },
      wildcard: 'Describe actions of EC2 take no resource (Service Authorization Reference).',
    },
    {
      sid: 'Prices',
      actions: ['pricing:GetProducts'],
      resources: ['*'],
      wildcard:
        'The action takes no resource. Without an answer Karpenter uses prices it came with.',
    },
    {
      sid: 'ImageAliases',
      actions: ['ssm:GetParameter'],
      resources: [`arn:aws:ssm:${region.name}::parameter/aws/service/*`],
      wildcard: 'Public parameters of Amazon, which name its images by version.',
    },
    {
      sid: 'Notices',
      actions: [
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:GetQueueUrl',
        'sqs:ReceiveMessage',
      ],
      resources: [queueArn],
    },
    {
      sid: 'GiveNodesTheirRole',
      actions: ['iam:PassRole'],
      resources: [role.arn],
      condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
    },
    { sid: 'ReadTheProfile', actions: ['iam:GetInstanceProfile'], resources: [profile.arn] },
    { sid: 'FindItsCluster', actions: ['eks:DescribeCluster'], resources: [clusterArn(context)] },
  ];
}
