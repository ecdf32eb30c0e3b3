import { Route } from '#aws/route';
import { SecurityGroup } from '#aws/security-group';
import { VpcEndpoint } from '#aws/vpc-endpoint';
import { VpcPeeringConnectionAccepter } from '#aws/vpc-peering-connection-accepter';
import { VpcSecurityGroupIngressRule } from '#aws/vpc-security-group-ingress-rule';
import type { StackContext } from '../../framework/context.ts';
import { StackError, type StackSpec } from '../../framework/spec.ts';

export const data: StackSpec = {
  name: 'data',
  scope: 'region',
  purpose:
    'The ends in our own network of what Atlas and Redis Cloud keep: the endpoint of PrivateLink and the ' +
    'peering, each with who may use it.',
  rows: ['D1', 'D2'],
  state: 'remote',
  build(context) {
    context.export({ atlasEndpointId: atlasEndpoint(context).id });
    redisPeering(context);
  },
};

/**
 * In the private subnets, which have routes to the other region: a write goes to the primary wherever it
 * is, through the endpoint beside it. Atlas gives a project with replica sets one endpoint a region.
 */
function atlasEndpoint(context: StackContext): VpcEndpoint {
  const { vpcId, privateSubnetIds } = context.takeRegional('network', {
    vpcId: 'string',
    privateSubnetIds: 'strings',
  });
  const { endpointServiceNames } = context.take('atlas', { endpointServiceNames: 'map' });
  const { ports } = context.topology.data.atlas;
  const group = new SecurityGroup(context.for('D1'), 'atlas-group', {
    name: context.named('atlas'),
    description: 'The endpoint of Atlas: pods and nodes of every region in.',
    vpcId,
  });
  for (const { code, name, network } of context.topology.regions) {
    for (const [at, cidrIpv4] of network.subnets.private.entries()) {
      new VpcSecurityGroupIngressRule(context.for('D1'), `atlas-from-${code}-${at}`, {
        securityGroupId: group.id,
        description: `Private subnet ${at} of ${name}.`,
        cidrIpv4,
        ipProtocol: 'tcp',
        fromPort: ports.from,
        toPort: ports.to,
      });
    }
  }
  return new VpcEndpoint(context.for('D1'), 'atlas', {
    vpcId,
    vpcEndpointType: 'Interface',
    serviceName: endpointServiceNames(context.region.name),
    subnetIds: privateSubnetIds,
    securityGroupIds: [group.id],
  });
}

/** Accepts the peering that Redis Cloud asked for, and leads the pods to it. */
function redisPeering(context: StackContext): void {
  const { redis } = context.topology.data;
  const { redisPeeringIds } = context.take('redis', { redisPeeringIds: 'map' });
  const { privateRouteTableIds } = context.takeRegional('network', { privateRouteTableIds: 'map' });
  const replica = redis.regions.find(({ name }) => name === context.region.name);
  if (replica === undefined) throw new StackError(context.name, 'Redis Cloud has no replica here');
  const accepted = new VpcPeeringConnectionAccepter(context.for('D2'), 'redis', {
    vpcPeeringConnectionId: redisPeeringIds(context.region.name),
    autoAccept: true,
  });
  for (const zone of context.region.zones) {
    new Route(context.for('D2'), `redis-${zone}`, {
      routeTableId: privateRouteTableIds(zone),
      destinationCidrBlock: replica.cidr,
      vpcPeeringConnectionId: accepted.id,
    });
  }
  context.expect(
    'aws_vpc_peering_connection_accepter.redis.auto_accept',
    'the peering is accepted',
  );
  context.expect(
    `alltrue([for route in [${context.region.zones.map((zone) => `aws_route.redis_${zone.replaceAll('-', '_')}`).join(', ')}] : route.destination_cidr_block == "${replica.cidr}"])`,
    'pods of every zone reach the cache of their region',
  );
}
