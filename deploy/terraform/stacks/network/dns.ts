import { Route53Record } from '#aws/route53-record';
import { Route53Zone } from '#aws/route53-zone';
import type { StackContext } from '../../framework/context.ts';
import type { Network } from './vpc.ts';

const TTL_SECONDS = 300;

/**
 * The names of a region, such as `mikrotik-east-1.us-east-1.tandem.internal`. One zone a region, so that
 * each has one writer; the stack interconnect lets the VPCs of the other regions ask it too. Resolvers
 * answer from their own region, and a failover changes no record.
 */
export function dns(context: StackContext, network: Network): Route53Zone {
  const { region, topology } = context;
  const name = `${region.name}.${topology.aws.dns.privateZone}`;
  const zone = new Route53Zone(context.for('A12'), 'internal', {
    name,
    comment: `Inside ${region.name}.`,
    vpc: [{ vpcId: network.vpc.id, vpcRegion: region.name }],
    // The other regions' VPCs are associated by resources of their own.
    lifecycle: { ignoreChanges: ['vpc'] },
  });
  for (const router of region.vpn.routers) {
    new Route53Record(context.for('A12', 'S7'), router.name, {
      zoneId: zone.zoneId,
      name: `${router.name}.${name}`,
      type: 'A',
      ttl: TTL_SECONDS,
      records: [router.managementAddress],
    });
  }
  return zone;
}
