import type { StackContext } from '../../framework/context.ts';
import { variableName } from '../../framework/names.ts';
import type { Network } from './vpc.ts';

/** What must be true of the plan, where a mistake would cost most. */
export function expectations(context: StackContext, { zones }: Network): void {
  const { region, others } = context;
  const policy = 'aws_networkfirewall_firewall_policy.inspection.firewall_policy[0]';
  context.expect(
    `${policy}.stateful_engine_options[0].rule_order == "STRICT_ORDER"`,
    'rules are tried in their order, which ends with what drops the rest',
  );
  context.expect(
    `length(setintersection(${policy}.stateful_default_actions, ["aws:drop_established_app_layer_to_server", "aws:alert_established_app_layer_to_server"])) == 2`,
    'what no rule passes is dropped, and said',
  );
  context.expect(
    `alltrue([for action in concat(tolist(${policy}.stateless_default_actions), tolist(${policy}.stateless_fragment_default_actions)) : action == "aws:forward_to_sfe"])`,
    'every packet, and every fragment, is judged by the rules',
  );
  context.expect(
    'aws_networkfirewall_firewall.inspection_firewall.delete_protection && aws_networkfirewall_firewall.inspection_firewall.subnet_change_protection',
    'the firewall cannot be taken out of the way by a slip',
  );
  context.expect(
    'aws_ec2_transit_gateway.main.default_route_table_association == "disable" && aws_ec2_transit_gateway.main.default_route_table_propagation == "disable"',
    'nothing behind the transit gateway meets anything else by default',
  );
  for (const zone of zones) {
    const name = variableName(zone.name);
    context.expect(
      `aws_route.public_${name}_ipv4.destination_cidr_block == "0.0.0.0/0" && aws_route.public_${name}_ipv4.gateway_id == null && aws_route.public_${name}_ipv4.nat_gateway_id == null`,
      `the public subnet of ${zone.name} reaches the internet through the firewall only`,
    );
    context.expect(
      `aws_route.ingress_${name}_ipv4.destination_cidr_block == "${zone.cidrs.public}"`,
      `the internet reaches the public subnet of ${zone.name} through the firewall only`,
    );
    for (const other of others) {
      context.expect(
        `aws_route.private_${name}_${variableName(other.name)}.destination_cidr_block == "${other.network.vpcCidr}"`,
        `${zone.name} reaches ${other.name}`,
      );
    }
  }
  for (const { name } of region.vpn.routers) {
    context.expect(
      `aws_vpn_connection.${variableName(name)}_tunnels.preshared_key_storage == "SecretsManager"`,
      `the keys of the tunnels to ${name} are not in the state`,
    );
  }
}
