import { SecurityGroup } from '#aws/security-group';
import { VpcSecurityGroupEgressRule } from '#aws/vpc-security-group-egress-rule';
import type { StackContext } from '../../framework/context.ts';
import type { RowScope } from '../../framework/stack.ts';

/** Who may reach a load balancer is added by its maker; it reaches these ports of the network alone. */
export function balancerGroup(
  context: StackContext,
  scope: RowScope,
  id: string,
  description: string,
  ports: readonly number[],
): SecurityGroup {
  const { vpcId } = context.takeRegional('network', { vpcId: 'string' });
  const group = new SecurityGroup(scope, `${id}-group`, {
    name: context.named(id),
    description,
    vpcId,
    // Replaced without a moment in which the balancer has none.
    lifecycle: { createBeforeDestroy: true },
  });
  for (const port of ports) {
    for (const [at, cidrIpv4] of context.region.network.subnets.private.entries()) {
      new VpcSecurityGroupEgressRule(scope, `${id}-to-${port}-${context.region.zones[at]}`, {
        securityGroupId: group.id,
        description: `Pods and nodes of ${context.region.zones[at]}.`,
        cidrIpv4,
        ipProtocol: 'tcp',
        fromPort: port,
        toPort: port,
      });
    }
  }
  return group;
}
