import type { RouteTable } from '#aws/route-table';
import { SecurityGroup } from '#aws/security-group';
import { VpcEndpoint } from '#aws/vpc-endpoint';
import { VpcSecurityGroupIngressRule } from '#aws/vpc-security-group-ingress-rule';
import type { StackContext } from '../../framework/context.ts';
import type { Network } from './vpc.ts';

const HTTPS = 443;

/** The services that nodes and pods reach without leaving AWS, whatever becomes of the way out. */
export function endpoints(
  context: StackContext,
  network: Network,
  privateTables: readonly RouteTable[],
): SecurityGroup {
  const scope = context.for('A6');
  const { vpcEndpoints } = context.topology.aws;
  const serviceName = (service: string) => `com.amazonaws.${context.region.name}.${service}`;
  for (const service of vpcEndpoints.gateway) {
    new VpcEndpoint(scope, service, {
      vpcId: network.vpc.id,
      vpcEndpointType: 'Gateway',
      serviceName: serviceName(service),
      routeTableIds: privateTables.map(({ id }) => id),
      policy: gatewayPolicy(context, network, service),
    });
  }
  const group = endpointGroup(context, network);
  for (const service of vpcEndpoints.interface) {
    new VpcEndpoint(scope, service.replace('.', '-'), {
      vpcId: network.vpc.id,
      vpcEndpointType: 'Interface',
      serviceName: serviceName(service),
      subnetIds: network.subnets('data').map(({ id }) => id),
      securityGroupIds: [group.id],
      privateDnsEnabled: true,
      policy: context.policy({
        sid: 'OwnPrincipals',
        principal: '*',
        actions: ['*'],
        resources: ['*'],
        condition: { StringEquals: { 'aws:PrincipalAccount': context.accountId } },
        wildcard: 'The door is for this account alone; the roles say who may do what behind it.',
      }),
    });
  }
  return group;
}

function endpointGroup(context: StackContext, network: Network): SecurityGroup {
  const scope = context.for('A6');
  const group = new SecurityGroup(scope, 'endpoints', {
    name: context.named('endpoints'),
    description: 'Interface endpoints of AWS services.',
    vpcId: network.vpc.id,
  });
  for (const zone of network.zones) {
    new VpcSecurityGroupIngressRule(scope, `endpoints-from-${zone.name}`, {
      securityGroupId: group.id,
      description: `Nodes and pods of ${zone.name}.`,
      cidrIpv4: zone.cidrs.private,
      ipProtocol: 'tcp',
      fromPort: HTTPS,
      toPort: HTTPS,
    });
  }
  return group;
}

/**
 * Our own buckets, and those that hold the layers of images: ECR and registry.k8s.io send who pulls to a bucket
 * in the region, which is reached through this gateway and not over the internet.
 */
function gatewayPolicy(context: StackContext, { vpc }: Network, service: string): string {
  if (service !== 's3') throw new RangeError(`no policy is known for a gateway of ${service}`);
  return context.policy(
    {
      sid: 'OwnBuckets',
      principal: '*',
      actions: ['s3:*'],
      resources: ['*'],
      condition: {
        StringEquals: {
          'aws:PrincipalAccount': context.accountId,
          'aws:ResourceAccount': context.accountId,
        },
      },
      wildcard: 'From this account to its own buckets alone; the roles say who may do what there.',
    },
    {
      sid: 'ImageLayers',
      principal: '*',
      actions: ['s3:GetObject'],
      resources: [
        `arn:aws:s3:::prod-${context.region.name}-starport-layer-bucket/*`,
        `arn:aws:s3:::prod-registry-k8s-io-${context.region.name}/*`,
      ],
      condition: { StringEquals: { 'aws:SourceVpc': vpc.id } },
      wildcard:
        'Layers of images in these two public buckets, asked for without an account of ours.',
    },
  );
}
