import { SecurityGroup } from '#aws/security-group';
import { VpcSecurityGroupEgressRule } from '#aws/vpc-security-group-egress-rule';
import { VpcSecurityGroupIngressRule } from '#aws/vpc-security-group-ingress-rule';
import type { StackContext } from '../../framework/context.ts';
import type { RowScope } from '../../framework/stack.ts';

/**
 * The group of a load balancer, and a way from it to the nodes and their pods on these ports, opened at both
 * ends. Who may reach the load balancer is added by its maker.
 */
export function balancerGroup(
  context: StackContext,
  scope: RowScope,
  id: string,
  description: string,
  ports: readonly number[],
): SecurityGroup {
  const { vpcId } = context.takeRegional('network', { vpcId: 'string' });
  const { nodeSecurityGroupId } = context.takeRegional('cluster', {
    nodeSecurityGroupId: 'string',
  });
  const group = new SecurityGroup(scope, `${id}-group`, {
    name: context.named(id),
    description,
    vpcId,
  });
  for (const port of ports) {
    const tcp = { ipProtocol: 'tcp', fromPort: port, toPort: port };
    new VpcSecurityGroupEgressRule(scope, `${id}-to-nodes-${port}`, {
      ...tcp,
      securityGroupId: group.id,
      description: 'Nodes and their pods.',
      referencedSecurityGroupId: nodeSecurityGroupId,
    });
    new VpcSecurityGroupIngressRule(scope, `nodes-from-${id}-${port}`, {
      ...tcp,
      securityGroupId: nodeSecurityGroupId,
      description,
      referencedSecurityGroupId: group.id,
    });
  }
  return group;
}
