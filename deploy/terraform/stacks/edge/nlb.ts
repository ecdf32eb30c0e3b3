import { Lb } from '#aws/lb';
import { LbListener } from '#aws/lb-listener';
import { LbTargetGroup } from '#aws/lb-target-group';
import type { SecurityGroup } from '#aws/security-group';
import { VpcSecurityGroupIngressRule } from '#aws/vpc-security-group-ingress-rule';
import type { StackContext } from '../../framework/context.ts';
import { seconds } from '../../framework/units.ts';
import type { Balancer } from './alb.ts';
import { balancerGroup } from './group.ts';

/** TCP for the applets, behind the accelerator. */
export function nlb(context: StackContext): Balancer {
  const { listenerPort, nodePort, targetPort, targetType, workload } = context.topology.aws.nlb;
  const group = balancerGroup(
    context,
    context.for('A10'),
    'nlb',
    'The NLB: applets in, the SIM service out.',
    [targetType === 'instance' ? nodePort : targetPort],
  );
  // With the client's address kept, that is whom the rules see: any handset of the world.
  for (const from of [{ cidrIpv4: '0.0.0.0/0' }, { cidrIpv6: '::/0' }]) {
    const family = 'cidrIpv4' in from ? 'ipv4' : 'ipv6';
    new VpcSecurityGroupIngressRule(context.for('A10'), `nlb-from-applets-${family}`, {
      ...from,
      securityGroupId: group.id,
      description: `Applets, ${family}.`,
      ipProtocol: 'tcp',
      fromPort: listenerPort,
      toPort: listenerPort,
    });
  }
  const balancer = loadBalancer(context, group);
  const targets = targetGroup(context);
  listen(context, balancer, targets);
  expectations(context);
  return {
    balancer,
    group,
    targetGroupArns: { [workload]: targets.arn },
    targetGroupDimensions: { [workload]: targets.arnSuffix },
  };
}

function loadBalancer(context: StackContext, group: SecurityGroup): Lb {
  const { scheme, crossZone } = context.topology.aws.nlb;
  const { publicSubnetIds, privateSubnetIds } = context.takeRegional('network', {
    publicSubnetIds: 'strings',
    privateSubnetIds: 'strings',
  });
  const internal = scheme === 'internal';
  return new Lb(context.for('A10'), 'nlb', {
    name: context.named('sim'),
    loadBalancerType: 'network',
    internal,
    ipAddressType: 'dualstack',
    subnets: internal ? privateSubnetIds : publicSubnetIds,
    securityGroups: [group.id],
    enableCrossZoneLoadBalancing: crossZone,
    enableDeletionProtection: true,
  });
}

/**
 * The health check of row E5: for NLB endpoints the accelerator takes health from here. On nodes it goes
 * the way of the traffic, to the node port, which leads to the pods of that node and to no other.
 */
function targetGroup(context: StackContext): LbTargetGroup {
  const { vpcId } = context.takeRegional('network', { vpcId: 'string' });
  const { nlb: data } = context.topology.aws;
  const { intervalMs, timeoutMs, threshold, protocol, port } =
    context.topology.edge.accelerator.healthCheck;
  const onNodes = data.targetType === 'instance';
  return new LbTargetGroup(context.for('A10', 'E5'), data.workload, {
    name: context.named(data.workload),
    vpcId,
    targetType: data.targetType,
    ipAddressType: 'ipv4',
    protocol: 'TCP',
    port: onNodes ? data.nodePort : data.targetPort,
    preserveClientIp: String(data.preserveClientAddress),
    deregistrationDelay: String(seconds(data.deregistrationDelayMs)),
    connectionTermination: true,
    // An applet behind a dead target comes back only when its connection ends.
    targetHealthState: [{ enableUnhealthyConnectionTermination: true }],
    healthCheck: {
      protocol: protocol.toUpperCase(),
      port: onNodes ? 'traffic-port' : String(port),
      interval: seconds(intervalMs),
      timeout: seconds(timeoutMs),
      healthyThreshold: threshold,
      unhealthyThreshold: threshold,
    },
  });
}

function listen(context: StackContext, balancer: Lb, targets: LbTargetGroup): void {
  const { listenerPort, idleTimeoutMs } = context.topology.aws.nlb;
  new LbListener(context.for('A10'), 'applets', {
    loadBalancerArn: balancer.arn,
    port: listenerPort,
    protocol: 'TCP',
    tcpIdleTimeoutSeconds: seconds(idleTimeoutMs),
    defaultAction: [{ type: 'forward', targetGroupArn: targets.arn }],
  });
}

function expectations(context: StackContext): void {
  const { listenerPort, workload, targetType } = context.topology.aws.nlb;
  const { intervalMs, timeoutMs, threshold } = context.topology.edge.accelerator.healthCheck;
  const group = `aws_lb_target_group.${workload}`;
  const check = `${group}.health_check[0]`;
  context.expect(
    `${check}.interval == ${seconds(intervalMs)} && ${check}.timeout == ${seconds(timeoutMs)}`,
    'the health of the accelerator is checked as often as the description says (E5)',
  );
  context.expect(
    `${check}.unhealthy_threshold == ${threshold} && ${check}.protocol == "TCP"`,
    'a target is down after as many failed connections as the description says (E5)',
  );
  context.expect(
    `${group}.target_type == "${targetType}" && ${group}.preserve_client_ip == "true"`,
    'the accelerator takes the targets, and their pods see the address of the client',
  );
  context.expect(
    `aws_lb_listener.applets.port == ${listenerPort} && aws_lb.nlb.ip_address_type == "dualstack"`,
    'applets reach it on their port over both families',
  );
}
