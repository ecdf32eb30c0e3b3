import type { StackContext } from '../../framework/context.ts';
import type { StackSpec } from '../../framework/spec.ts';
import { regionalKey, usedByLogs } from '../../parts/regional-key.ts';
import { dns } from './dns.ts';
import { endpoints } from './endpoints.ts';
import { expectations } from './expectations.ts';
import { firewall } from './firewall.ts';
import { deliveryPolicy, firewallLogs, flowLog } from './logs.ts';
import { nat } from './nat.ts';
import { routes } from './routes.ts';
import { type Transit, transit } from './transit.ts';
import { type Network, vpc } from './vpc.ts';
import { vpn } from './vpn.ts';

export const network: StackSpec = {
  name: 'network',
  scope: 'region',
  purpose:
    'The network of a region: what is in it, what it may reach, and the firewall that every way in ' +
    'and out passes in both directions.',
  rows: ['A6', 'A7', 'A8', 'A12', 'S7'],
  state: 'remote',
  build(context) {
    const key = regionalKey(
      context,
      context.for('A6', 'A8'),
      'network',
      'Logs and rules of the network.',
      [usedByLogs(context)],
    );
    const network = vpc(context);
    const gateways = nat(context, network);
    const inspection = firewall(context, network, key);
    const joined = transit(context, network);
    const tables = routes({
      context,
      network,
      nat: gateways,
      endpoint: inspection.endpoint,
      attachment: joined.attachment,
    });
    const group = endpoints(context, network, [...tables.values()]);
    const tunnels = vpn(context, joined, key);
    flowLog(context, network, key);
    firewallLogs(context, inspection.firewall, key);
    deliveryPolicy(context);
    expectations(context, network);
    exportNetwork(context, network);
    exportTransit(context, joined);
    context.export({
      privateRouteTableIds: Object.fromEntries([...tables].map(([zone, { id }]) => [zone, id])),
      natAddresses: gateways.addresses,
      natGatewayIds: gateways.ids,
      vpnConnectionIds: tunnels,
      endpointSecurityGroupId: group.id,
      zoneId: dns(context, network).zoneId,
    });
  },
};

function exportNetwork(context: StackContext, { vpc: made, gateway, subnets }: Network): void {
  const ids = (tier: Parameters<typeof subnets>[0]) => subnets(tier).map(({ id }) => id);
  context.export({
    vpcId: made.id,
    vpcCidr: made.cidrBlock,
    internetGatewayId: gateway.id,
    publicSubnetIds: ids('public'),
    privateSubnetIds: ids('private'),
    dataSubnetIds: ids('data'),
  });
}

function exportTransit(context: StackContext, joined: Transit): void {
  context.export({
    transitGatewayId: joined.gateway.id,
    vpcTransitRouteTableId: joined.vpcTable.id,
    regionTransitRouteTableId: joined.regionTable.id,
  });
}
