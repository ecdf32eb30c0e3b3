import type { Topology } from '@tandem/topology';
import type { StackContext } from '../../framework/context.ts';
import type { Statement } from '../../framework/policy.ts';

type Component = Topology['components'][number];

const NO_RESOURCE = 'The actions take no resource (Service Authorization Reference).';

/** What a system application may do in AWS beside its buckets and secrets; Karpenter's is its own. */
export function serviceGrants(context: StackContext, component: Component): Statement[] {
  switch (component.name) {
    case 'aws-load-balancer-controller':
      return targets(context);
    case 'grafana':
    case 'cloudwatch-exporter':
      return metrics(context, component.name);
    case 'external-dns':
      return records(context);
    default:
      return [];
  }
}

/** Load balancers are Terraform's; the controller only says which pods and nodes are behind them. */
function targets(context: StackContext): Statement[] {
  const { region, accountId } = context;
  const groups = `arn:aws:elasticloadbalancing:${region.name}:${accountId}:targetgroup`;
  return [
    {
      sid: 'LookAtTargets',
      actions: [
        'ec2:DescribeAvailabilityZones',
        'ec2:DescribeInstances',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeSubnets',
        'ec2:DescribeVpcs',
        'elasticloadbalancing:DescribeTags',
        'elasticloadbalancing:DescribeTargetGroupAttributes',
        'elasticloadbalancing:DescribeTargetGroups',
        'elasticloadbalancing:DescribeTargetHealth',
      ],
      resources: ['*'],
      condition: { StringEquals: { 'aws:RequestedRegion': region.name } },
      wildcard: NO_RESOURCE,
    },
    {
      sid: 'SetTargets',
      actions: ['elasticloadbalancing:RegisterTargets', 'elasticloadbalancing:DeregisterTargets'],
      resources: [`${groups}/${context.named('')}*`],
      wildcard: 'The target groups of this region, which the stack edge makes after this one.',
    },
  ];
}

function metrics({ region }: StackContext, name: string): Statement[] {
  return [
    {
      sid: name === 'grafana' ? 'ShowMetrics' : 'ExportMetrics',
      actions: [
        'cloudwatch:DescribeAlarms',
        'cloudwatch:GetMetricData',
        'cloudwatch:GetMetricStatistics',
        'cloudwatch:ListMetrics',
        'tag:GetResources',
      ],
      resources: ['*'],
      condition: { StringEquals: { 'aws:RequestedRegion': region.name } },
      wildcard: NO_RESOURCE,
    },
  ];
}

/** The names of Thanos in the zone of this region, which the other region asks; no other name. */
function records({ region, topology }: StackContext): Statement[] {
  const zone = `${region.name}.${topology.aws.dns.privateZone}`;
  return [
    {
      sid: 'WriteNames',
      actions: ['route53:ChangeResourceRecordSets'],
      resources: ['arn:aws:route53:::hostedzone/*'],
      condition: {
        'ForAllValues:StringLike': {
          'route53:ChangeResourceRecordSetsNormalizedRecordNames': [`*thanos.${zone}`],
        },
      },
      wildcard: 'Zones have random ids; the condition leaves one name and its mark of ownership.',
    },
    {
      sid: 'LookAtNames',
      actions: [
        'route53:ListHostedZones',
        'route53:ListResourceRecordSets',
        'route53:ListTagsForResources',
      ],
      resources: ['*'],
      wildcard: NO_RESOURCE,
    },
  ];
}
