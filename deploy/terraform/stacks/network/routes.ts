import type { Ec2TransitGatewayVpcAttachment } from '#aws/ec2-transit-gateway-vpc-attachment';
import { Route, type RouteConfig } from '#aws/route';
import { RouteTable } from '#aws/route-table';
import { RouteTableAssociation } from '#aws/route-table-association';
import type { StackContext } from '../../framework/context.ts';
import type { EndpointIn } from './firewall.ts';
import type { Nat } from './nat.ts';
import type { Network } from './vpc.ts';
import type { Tier, Zone } from './zones.ts';

const IPV4 = '0.0.0.0/0';
const IPV6 = '::/0';

export interface RouteParts {
  readonly context: StackContext;
  readonly network: Network;
  readonly endpoint: EndpointIn;
  readonly nat: Nat;
  readonly attachment: Ec2TransitGatewayVpcAttachment;
}

/**
 * Every flow passes the firewall endpoint of the zone of its end inside the VPC, in both directions: an
 * endpoint that sees half of a connection drops it. So the way in is chosen by the subnet it leads to (the
 * tables of the internet gateway and of the transit gateway), the way out by the subnet it comes from.
 * Gives the tables of the private subnets by zone: other stacks add routes, such as to a peered VPC.
 */
export function routes(parts: RouteParts): Map<string, RouteTable> {
  const { context, network } = parts;
  const ingress = table(parts, 'ingress');
  new RouteTableAssociation(context.for('A8'), 'ingress', {
    gatewayId: network.gateway.id,
    routeTableId: ingress.id,
  });
  const transit = table(parts, 'transit');
  // No routes but the VPC's own: endpoints of services answer, and call nobody.
  const data = table(parts, 'data');
  return new Map(
    network.zones.map((zone) => {
      fromTheInternet(parts, ingress, zone);
      fromTheTransitGateway(parts, transit, zone);
      associate(parts, transit, 'transit', zone);
      associate(parts, data, 'data', zone);
      publicTable(parts, zone);
      firewallTable(parts, zone);
      return [zone.name, privateTable(parts, zone)];
    }),
  );
}

/** What comes in for a public subnet goes to the firewall first. */
function fromTheInternet({ context, network, endpoint }: RouteParts, of: RouteTable, zone: Zone) {
  const { cidrBlock, ipv6CidrBlock } = network.subnet('public', zone);
  const vpcEndpointId = endpoint(zone);
  const id = `ingress-${zone.name}`;
  route(context, of, `${id}-ipv4`, { destinationCidrBlock: cidrBlock, vpcEndpointId });
  route(context, of, `${id}-ipv6`, { destinationIpv6CidrBlock: ipv6CidrBlock, vpcEndpointId });
}

/** Into whichever zone the transit gateway hands a packet: it goes to the endpoint of its destination. */
function fromTheTransitGateway(parts: RouteParts, of: RouteTable, zone: Zone): void {
  const { context, network, endpoint } = parts;
  for (const tier of ['public', 'private', 'data'] as const) {
    route(context, of, `transit-${tier}-${zone.name}`, {
      destinationCidrBlock: network.subnet(tier, zone).cidrBlock,
      vpcEndpointId: endpoint(zone),
    });
  }
}

/** Load balancers and NAT gateways: all they send goes to the firewall of their zone. */
function publicTable(parts: RouteParts, zone: Zone): void {
  const { context, endpoint } = parts;
  const id = `public-${zone.name}`;
  const of = table(parts, id);
  associate(parts, of, 'public', zone);
  const vpcEndpointId = endpoint(zone);
  route(context, of, `${id}-ipv4`, { destinationCidrBlock: IPV4, vpcEndpointId });
  route(context, of, `${id}-ipv6`, { destinationIpv6CidrBlock: IPV6, vpcEndpointId });
}

/** What the firewall passed goes on: to the internet, or to what is behind the transit gateway. */
function firewallTable(parts: RouteParts, zone: Zone): void {
  const { context, network, attachment } = parts;
  const id = `firewall-${zone.name}`;
  const of = table(parts, id);
  associate(parts, of, 'firewall', zone);
  const gatewayId = network.gateway.id;
  route(context, of, `${id}-ipv4`, { destinationCidrBlock: IPV4, gatewayId });
  route(context, of, `${id}-ipv6`, { destinationIpv6CidrBlock: IPV6, gatewayId });
  for (const { to, cidr } of farNetworks(context)) {
    route(context, of, `${id}-${to}`, {
      destinationCidrBlock: cidr,
      transitGatewayId: attachment.transitGatewayId,
      dependsOn: [attachment],
    });
  }
}

/** Nodes and pods: to the internet through the NAT gateway, which the firewall stands behind. */
function privateTable(parts: RouteParts, zone: Zone): RouteTable {
  const { context, endpoint, nat } = parts;
  const id = `private-${zone.name}`;
  const of = table(parts, id);
  associate(parts, of, 'private', zone);
  const natGatewayId = nat.gateway(zone).id;
  route(context, of, `${id}-ipv4`, { destinationCidrBlock: IPV4, natGatewayId });
  for (const { to, cidr } of farNetworks(context)) {
    route(context, of, `${id}-${to}`, {
      destinationCidrBlock: cidr,
      vpcEndpointId: endpoint(zone),
    });
  }
  return of;
}

/** What is behind the transit gateway: the other regions, and the routers of this one. */
const farNetworks = ({ others, region }: StackContext): { to: string; cidr: string }[] => [
  ...others.map(({ name, network: { vpcCidr } }) => ({ to: name, cidr: vpcCidr })),
  ...region.vpn.remoteCidrs.map((cidr, index) => ({ to: `routers-${index}`, cidr })),
];

const table = ({ context, network }: RouteParts, id: string): RouteTable =>
  new RouteTable(context.for('A6'), `${id}-table`, { vpcId: network.vpc.id });

function associate(parts: RouteParts, { id }: RouteTable, tier: Tier, zone: Zone): void {
  new RouteTableAssociation(parts.context.for('A6'), `${tier}-${zone.name}-association`, {
    subnetId: parts.network.subnet(tier, zone).id,
    routeTableId: id,
  });
}

/** A route is of the firewall when it leads to it, else of the network. */
function route(
  context: StackContext,
  of: RouteTable,
  id: string,
  target: Omit<RouteConfig, 'routeTableId'>,
): void {
  const scope = context.for(target.vpcEndpointId === undefined ? 'A6' : 'A8');
  new Route(scope, id, { routeTableId: of.id, ...target });
}
