import { Fn } from 'cdktn';
import { DefaultSecurityGroup } from '#aws/default-security-group';
import { InternetGateway } from '#aws/internet-gateway';
import { Subnet } from '#aws/subnet';
import { Vpc } from '#aws/vpc';
import type { StackContext } from '../../framework/context.ts';
import { TIERS, type Tier, type Zone, zonesOf } from './zones.ts';

/** A /56 of Amazon's, cut into /64s. */
const IPV6_SUBNET_BITS = 8;
/** Networks of one tier are numbered side by side, so that a fourth zone would move none of them. */
const IPV6_TIER_STEP = 16;

export interface Network {
  readonly vpc: Vpc;
  readonly gateway: InternetGateway;
  readonly zones: readonly Zone[];
  readonly subnet: (tier: Tier, zone: Zone) => Subnet;
  readonly subnets: (tier: Tier) => Subnet[];
}

/**
 * The VPC of a region and its subnets. Only public and firewall subnets are routed to the internet over
 * IPv6; the others have addresses so that a dual-stack load balancer can stand in them.
 */
export function vpc(context: StackContext): Network {
  const { region } = context;
  const scope = context.for('A6');
  const network = new Vpc(scope, 'main', {
    cidrBlock: region.network.vpcCidr,
    assignGeneratedIpv6CidrBlock: true,
    enableDnsSupport: true,
    enableDnsHostnames: true,
  });
  // Without rules: what names no group of its own reaches nothing.
  new DefaultSecurityGroup(scope, 'default', { vpcId: network.id });
  const gateway = new InternetGateway(scope, 'internet', { vpcId: network.id });
  const zones = zonesOf(region);
  const made = new Map(
    TIERS.flatMap((tier, tierIndex) =>
      zones.map((zone, zoneIndex) => {
        const ipv6 = tierIndex * IPV6_TIER_STEP + zoneIndex;
        return [`${tier} ${zone.name}`, subnet(context, network, tier, zone, ipv6)] as const;
      }),
    ),
  );
  const find = (tier: Tier, zone: Zone): Subnet => {
    const found = made.get(`${tier} ${zone.name}`);
    if (found === undefined) throw new RangeError(`${zone.name} is not a zone of ${region.name}`);
    return found;
  };
  return {
    vpc: network,
    gateway,
    zones,
    subnet: find,
    subnets: (tier) => zones.map((zone) => find(tier, zone)),
  };
}

function subnet(context: StackContext, network: Vpc, tier: Tier, zone: Zone, ipv6: number): Subnet {
  return new Subnet(context.for('A6'), `${tier}-${zone.name}`, {
    vpcId: network.id,
    availabilityZone: zone.name,
    cidrBlock: zone.cidrs[tier],
    ...(tier === 'transit'
      ? {}
      : { ipv6CidrBlock: Fn.cidrsubnet(network.ipv6CidrBlock, IPV6_SUBNET_BITS, ipv6) }),
    mapPublicIpOnLaunch: false,
    tags: { Tier: tier, ...discovery(context, tier) },
  });
}

/** Tags by which the load balancer controller and Karpenter find their subnets. */
function discovery(context: StackContext, tier: Tier): Record<string, string> {
  switch (tier) {
    case 'public':
      return { 'kubernetes.io/role/elb': '1' };
    case 'private':
      return {
        'kubernetes.io/role/internal-elb': '1',
        'karpenter.sh/discovery': context.named('eks'),
      };
    default:
      return {};
  }
}
