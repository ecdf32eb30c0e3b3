import { Ec2TransitGateway } from '#aws/ec2-transit-gateway';
import { Ec2TransitGatewayRouteTable } from '#aws/ec2-transit-gateway-route-table';
import { Ec2TransitGatewayRouteTableAssociation } from '#aws/ec2-transit-gateway-route-table-association';
import { Ec2TransitGatewayRouteTablePropagation } from '#aws/ec2-transit-gateway-route-table-propagation';
import { Ec2TransitGatewayVpcAttachment } from '#aws/ec2-transit-gateway-vpc-attachment';
import type { StackContext } from '../../framework/context.ts';
import type { Network } from './vpc.ts';

export interface Transit {
  readonly gateway: Ec2TransitGateway;
  readonly attachment: Ec2TransitGatewayVpcAttachment;
  /** What the VPC may reach: its own table, so that the tunnels and the other regions never meet. */
  readonly vpcTable: Ec2TransitGatewayRouteTable;
  readonly tunnelTable: Ec2TransitGatewayRouteTable;
  readonly regionTable: Ec2TransitGatewayRouteTable;
}

/**
 * The transit gateway of a region: the VPC on one side, tunnels and other regions on the other. Nothing is
 * associated or propagated by default, so that the tunnels of one region lead to that region alone.
 */
export function transit(context: StackContext, network: Network): Transit {
  const scope = context.for('A7');
  const gateway = new Ec2TransitGateway(scope, 'main', {
    description: `Networks of ${context.region.name}.`,
    amazonSideAsn: context.region.transitGateway.amazonSideAsn,
    autoAcceptSharedAttachments: 'disable',
    defaultRouteTableAssociation: 'disable',
    defaultRouteTablePropagation: 'disable',
    dnsSupport: 'enable',
    vpnEcmpSupport: 'enable',
  });
  const attachment = new Ec2TransitGatewayVpcAttachment(scope, 'vpc', {
    transitGatewayId: gateway.id,
    vpcId: network.vpc.id,
    subnetIds: network.subnets('transit').map(({ id }) => id),
    // The tables of the VPC choose the firewall endpoint by destination: no need to keep to one zone.
    applianceModeSupport: 'disable',
    dnsSupport: 'enable',
    transitGatewayDefaultRouteTableAssociation: false,
    transitGatewayDefaultRouteTablePropagation: false,
  });
  const table = (id: string) =>
    new Ec2TransitGatewayRouteTable(scope, `${id}-table`, { transitGatewayId: gateway.id });
  const vpcTable = table('vpc');
  const tunnelTable = table('tunnels');
  const regionTable = table('regions');
  new Ec2TransitGatewayRouteTableAssociation(scope, 'vpc-association', {
    transitGatewayAttachmentId: attachment.id,
    transitGatewayRouteTableId: vpcTable.id,
  });
  for (const [id, table] of [
    ['tunnels-to-vpc', tunnelTable],
    ['regions-to-vpc', regionTable],
  ] as const) {
    new Ec2TransitGatewayRouteTablePropagation(scope, id, {
      transitGatewayAttachmentId: attachment.id,
      transitGatewayRouteTableId: table.id,
    });
  }
  return { gateway, attachment, vpcTable, tunnelTable, regionTable };
}
