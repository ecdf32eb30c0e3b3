import { SecurityGroup } from '#aws/security-group';
import { VpcSecurityGroupEgressRule } from '#aws/vpc-security-group-egress-rule';
import { VpcSecurityGroupIngressRule } from '#aws/vpc-security-group-ingress-rule';
import type { StackContext } from '../../framework/context.ts';
import type { RowScope } from '../../framework/stack.ts';
import { type Door, doorsOf, type End } from './doors.ts';

export interface Groups {
  /** The network interfaces of the control plane in the VPC. */
  readonly controlPlane: SecurityGroup;
  /** Every node, and with it every pod: t4g takes no security groups for pods. */
  readonly nodes: SecurityGroup;
}

/** Both groups, with one rule for every door of the topology. */
export function securityGroups(context: StackContext, vpcId: string): Groups {
  const scope = context.for('A1', 'A6');
  const group = (id: string, description: string, tags = {}) =>
    new SecurityGroup(scope, id, { name: context.named(id), description, vpcId, tags });
  const groups = {
    controlPlane: group('control-plane', 'Control plane of EKS.'),
    nodes: group('nodes', 'Nodes and their pods.', {
      // Karpenter finds the group of its nodes by it.
      'karpenter.sh/discovery': context.named('eks'),
    }),
  };
  for (const door of doorsOf(context)) open(scope, groups, door);
  return groups;
}

function open(scope: RowScope, { controlPlane, nodes }: Groups, door: Door): void {
  const { id, from, to, protocol, ports, why } = door;
  const groupOf = (end: End) => {
    if (end === 'nodes') return nodes.id;
    return end === 'control-plane' ? controlPlane.id : undefined;
  };
  const peer = (end: End) => {
    const group = groupOf(end);
    if (group !== undefined) return { referencedSecurityGroupId: group };
    return end.includes(':') ? { cidrIpv6: end } : { cidrIpv4: end };
  };
  const rule = { description: why, ipProtocol: protocol, fromPort: ports.from, toPort: ports.to };
  const [source, target] = [groupOf(from), groupOf(to)];
  if (target !== undefined) {
    new VpcSecurityGroupIngressRule(scope, `${id}-in`, {
      ...rule,
      securityGroupId: target,
      ...peer(from),
    });
  }
  if (source !== undefined) {
    new VpcSecurityGroupEgressRule(scope, `${id}-out`, {
      ...rule,
      securityGroupId: source,
      ...peer(to),
    });
  }
}
