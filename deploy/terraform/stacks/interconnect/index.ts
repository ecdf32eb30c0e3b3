import type { Region } from '@tandem/topology';
import { Ec2TransitGatewayPeeringAttachment } from '#aws/ec2-transit-gateway-peering-attachment';
import { Ec2TransitGatewayPeeringAttachmentAccepter } from '#aws/ec2-transit-gateway-peering-attachment-accepter';
import { Ec2TransitGatewayRoute } from '#aws/ec2-transit-gateway-route';
import { Ec2TransitGatewayRouteTableAssociation } from '#aws/ec2-transit-gateway-route-table-association';
import { Route53ZoneAssociation } from '#aws/route53-zone-association';
import type { StackContext } from '../../framework/context.ts';
import { variableName } from '../../framework/names.ts';
import type { StackSpec } from '../../framework/spec.ts';

export const interconnect: StackSpec = {
  name: 'interconnect',
  scope: 'system',
  purpose:
    'What joins the networks of two regions: the peering of their transit gateways with routes both ' +
    'ways, and the names of each for the other. Each network lives without it.',
  rows: ['A7', 'A12'],
  state: 'remote',
  build(context) {
    const { regions, aws } = context.topology;
    for (const [index, from] of regions.entries()) {
      for (const to of regions.slice(index + 1))
        peer(context, endOf(context, from), endOf(context, to));
    }
    if (!aws.dns.sharedByRegions) return;
    for (const owner of regions) {
      for (const reader of regions) {
        if (owner !== reader) shareNames(context, owner, reader);
      }
    }
  },
};

type End = ReturnType<typeof endOf>;

function endOf(context: StackContext, region: Region) {
  const provider = context.providerIn(region.name);
  return {
    region,
    through: provider === undefined ? {} : { provider },
    ...context.takeRegional(
      'network',
      {
        transitGatewayId: 'string',
        vpcTransitRouteTableId: 'string',
        regionTransitRouteTableId: 'string',
      },
      region,
    ),
  };
}

/** One end asks and the other accepts; after that they are equal. */
function peer(context: StackContext, from: End, to: End): void {
  const scope = context.for('A7');
  const id = `${from.region.name}-${to.region.name}`;
  const asked = new Ec2TransitGatewayPeeringAttachment(scope, id, {
    ...from.through,
    transitGatewayId: from.transitGatewayId,
    peerTransitGatewayId: to.transitGatewayId,
    peerRegion: to.region.name,
    peerAccountId: context.accountId,
  });
  const accepted = new Ec2TransitGatewayPeeringAttachmentAccepter(scope, `${id}-accepter`, {
    ...to.through,
    transitGatewayAttachmentId: asked.id,
  });
  for (const [end, far] of [
    [from, to],
    [to, from],
  ] as const) {
    const of = `${end.region.name}-to-${far.region.name}`;
    new Ec2TransitGatewayRouteTableAssociation(scope, `${of}-association`, {
      ...end.through,
      transitGatewayAttachmentId: accepted.id,
      transitGatewayRouteTableId: end.regionTransitRouteTableId,
    });
    new Ec2TransitGatewayRoute(scope, of, {
      ...end.through,
      destinationCidrBlock: far.region.network.vpcCidr,
      transitGatewayAttachmentId: accepted.id,
      transitGatewayRouteTableId: end.vpcTransitRouteTableId,
    });
    context.expect(
      `aws_ec2_transit_gateway_route.${variableName(of)}.destination_cidr_block == "${far.region.network.vpcCidr}"`,
      `${end.region.name} has a way to ${far.region.name}`,
    );
  }
}

/** The VPC of the reader may ask the zone of the owner. */
function shareNames(context: StackContext, owner: Region, reader: Region): void {
  const id = `${owner.name}-for-${reader.name}`;
  new Route53ZoneAssociation(context.for('A12'), id, {
    zoneId: context.takeRegional('network', { zoneId: 'string' }, owner).zoneId,
    vpcId: context.takeRegional('network', { vpcId: 'string' }, reader).vpcId,
    vpcRegion: reader.name,
  });
  context.expect(
    `aws_route53_zone_association.${variableName(id)}.vpc_region == "${reader.name}"`,
    `${reader.name} resolves the names of ${owner.name}`,
  );
}
