import { CloudwatchLogGroup } from '#aws/cloudwatch-log-group';
import { CloudwatchLogResourcePolicy } from '#aws/cloudwatch-log-resource-policy';
import { FlowLog } from '#aws/flow-log';
import { IamRole } from '#aws/iam-role';
import { IamRolePolicy } from '#aws/iam-role-policy';
import type { KmsKey } from '#aws/kms-key';
import type { NetworkfirewallFirewall } from '#aws/networkfirewall-firewall';
import { NetworkfirewallLoggingConfiguration } from '#aws/networkfirewall-logging-configuration';
import type { StackContext } from '../../framework/context.ts';
import { assumedBy } from '../../framework/policy.ts';
import type { RowScope } from '../../framework/stack.ts';
import type { Network } from './vpc.ts';

/** AWS delivers into groups below this name with one policy for all of them. */
const DELIVERED = '/aws/vendedlogs';
/** Aggregation of a flow log; the other choice is ten minutes, too coarse to follow a failover. */
const AGGREGATION_SECONDS = 60;
/** The packet's own addresses tell a pod from the NAT gateway that carried it. */
const FLOW_FIELDS = [
  'version',
  'account-id',
  'interface-id',
  'az-id',
  'srcaddr',
  'pkt-srcaddr',
  'srcport',
  'dstaddr',
  'pkt-dstaddr',
  'dstport',
  'protocol',
  'packets',
  'bytes',
  'start',
  'end',
  'action',
  'tcp-flags',
  'flow-direction',
  'log-status',
];

export function logGroup(
  context: StackContext,
  scope: RowScope,
  id: string,
  key: KmsKey,
): CloudwatchLogGroup {
  return new CloudwatchLogGroup(scope, id, {
    name: `${DELIVERED}/${context.named(id)}`,
    retentionInDays: context.topology.aws.logs.retentionDays,
    kmsKeyId: key.arn,
  });
}

/** Every connection of the VPC, accepted or not. */
export function flowLog(context: StackContext, network: Network, key: KmsKey): void {
  const scope = context.for('A6');
  const group = logGroup(context, scope, 'vpc-flow', key);
  const role = new IamRole(scope, 'vpc-flow-role', {
    name: context.named('vpc-flow'),
    assumeRolePolicy: context.policy({
      ...assumedBy('vpc-flow-logs.amazonaws.com'),
      condition: { StringEquals: { 'aws:SourceAccount': context.accountId } },
    }),
  });
  new IamRolePolicy(scope, 'vpc-flow-policy', {
    role: role.id,
    policy: context.policy({
      sid: 'WriteFlows',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
      resources: [`${group.arn}:*`],
      wildcard: 'The streams of this one group: one for each network interface.',
    }),
  });
  new FlowLog(scope, 'vpc-flow-log', {
    vpcId: network.vpc.id,
    trafficType: 'ALL',
    logDestinationType: 'cloud-watch-logs',
    logDestination: group.arn,
    iamRoleArn: role.arn,
    maxAggregationInterval: AGGREGATION_SECONDS,
    logFormat: FLOW_FIELDS.map((field) => `$\${${field}}`).join(' '),
  });
}

/** What the firewall dropped and passed; the group that the tunnels log to is made beside them. */
export function firewallLogs(
  context: StackContext,
  firewall: NetworkfirewallFirewall,
  key: KmsKey,
): void {
  const scope = context.for('A8');
  const { alertLogs } = context.topology.aws.networkFirewall;
  const kinds = [...(alertLogs ? (['ALERT'] as const) : []), 'FLOW' as const];
  new NetworkfirewallLoggingConfiguration(scope, 'inspection-logs', {
    firewallArn: firewall.arn,
    loggingConfiguration: {
      logDestinationConfig: kinds.map((logType) => {
        const group = logGroup(context, scope, `firewall-${logType.toLowerCase()}`, key);
        return {
          logType,
          logDestinationType: 'CloudWatchLogs',
          logDestination: { logGroup: group.name },
        };
      }),
    },
  });
}

/** Lets the delivery service of AWS write into the groups, for this account alone. */
export function deliveryPolicy(context: StackContext): void {
  const { accountId, region } = context;
  const logs = `arn:aws:logs:${region.name}:${accountId}`;
  new CloudwatchLogResourcePolicy(context.for('A8'), 'delivery', {
    policyName: context.named('delivery'),
    policyDocument: context.policy({
      sid: 'DeliverLogs',
      principal: { Service: 'delivery.logs.amazonaws.com' },
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [`${logs}:log-group:${DELIVERED}/${context.named('')}*`],
      condition: {
        StringEquals: { 'aws:SourceAccount': accountId },
        ArnLike: { 'aws:SourceArn': `${logs}:*` },
      },
      wildcard: 'The streams of the groups of this region, which AWS names.',
    }),
  });
}
