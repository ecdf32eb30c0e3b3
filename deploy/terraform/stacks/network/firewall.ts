import type { KmsKey } from '#aws/kms-key';
import { NetworkfirewallFirewall } from '#aws/networkfirewall-firewall';
import { NetworkfirewallFirewallPolicy } from '#aws/networkfirewall-firewall-policy';
import { NetworkfirewallRuleGroup } from '#aws/networkfirewall-rule-group';
import type { StackContext } from '../../framework/context.ts';
import { expression } from '../../framework/spec.ts';
import { ADDRESS_SETS, type AddressSet, suricataRules } from './suricata.ts';
import type { Network } from './vpc.ts';
import type { Zone } from './zones.ts';

/** Room for more rules: a change of the capacity would replace the group, which is in use. */
const CAPACITY = 1_000;

/**
 * A handshake may show its server name before it is judged, also when it comes in two segments, as those
 * of post-quantum key exchange do; packets back to the client follow what was decided of the flow.
 */
const DEFAULT_ACTIONS = [
  'aws:drop_established_app_layer_to_server',
  'aws:alert_established_app_layer_to_server',
];

/** The endpoint of the firewall in a zone, as the target of a route. */
export type EndpointIn = (zone: Zone) => string;

export interface Firewall {
  readonly firewall: NetworkfirewallFirewall;
  readonly endpoint: EndpointIn;
}

export function firewall(context: StackContext, network: Network, key: KmsKey): Firewall {
  const scope = context.for('A8');
  const encryptionConfiguration = { type: 'CUSTOMER_KMS', keyId: key.arn };
  const rules = new NetworkfirewallRuleGroup(scope, 'flows', {
    name: context.named('flows'),
    description: 'The flows of the topology.',
    type: 'STATEFUL',
    capacity: CAPACITY,
    encryptionConfiguration,
    ruleGroup: {
      statefulRuleOptions: { ruleOrder: 'STRICT_ORDER' },
      ruleVariables: {
        ipSets: ADDRESS_SETS.map((set) => ({
          key: set,
          ipSet: { definition: definitionOf(set, context, network) },
        })),
      },
      rulesSource: {
        rulesString: suricataRules(context.topology.aws.networkFirewall).join('\n'),
      },
    },
  });
  const policy = new NetworkfirewallFirewallPolicy(scope, 'inspection', {
    name: context.named('inspection'),
    description: 'What no flow of the topology names is dropped.',
    encryptionConfiguration,
    firewallPolicy: {
      statelessDefaultActions: ['aws:forward_to_sfe'],
      statelessFragmentDefaultActions: ['aws:forward_to_sfe'],
      statefulEngineOptions: { ruleOrder: 'STRICT_ORDER', streamExceptionPolicy: 'REJECT' },
      statefulDefaultActions: DEFAULT_ACTIONS,
      statefulRuleGroupReference: [{ priority: 1, resourceArn: rules.arn }],
    },
  });
  const made = new NetworkfirewallFirewall(scope, 'inspection-firewall', {
    name: context.named('inspection'),
    vpcId: network.vpc.id,
    firewallPolicyArn: policy.arn,
    encryptionConfiguration,
    deleteProtection: true,
    subnetChangeProtection: true,
    subnetMapping: network.subnets('firewall').map((subnet) => ({
      subnetId: subnet.id,
      ipAddressType: 'DUALSTACK',
    })),
  });
  return { firewall: made, endpoint: (zone) => endpointOf(made, zone) };
}

/** AWS gives the endpoints as a set; the route of a zone takes the one of its zone. */
const endpointOf = ({ fqn }: NetworkfirewallFirewall, zone: Zone): string =>
  expression(
    `one([for state in ${fqn}.firewall_status[0].sync_states : state.attachment[0] ` +
      `if state.availability_zone == "${zone.name}"]).endpoint_id`,
  );

function definitionOf(set: AddressSet, context: StackContext, network: Network): string[] {
  switch (set) {
    case 'PUBLIC':
      return network
        .subnets('public')
        .flatMap(({ cidrBlock, ipv6CidrBlock }) => [cidrBlock, ipv6CidrBlock]);
    case 'PRIVATE':
      return network.subnets('private').map(({ cidrBlock }) => cidrBlock);
    case 'REGIONS':
      return context.others.flatMap((other) => other.network.subnets.private);
    case 'ROUTERS':
      return [...context.region.vpn.remoteCidrs];
  }
}
