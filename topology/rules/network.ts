import type { Problem } from '../problem.ts';
import type { Region, Topology } from '../schema/topology.ts';

interface Block {
  readonly path: string;
  readonly cidr: string;
}

export interface Range {
  readonly first: number;
  readonly last: number;
}

/** First and last address, or undefined when it is no block: an octet over 255, host bits set. */
export function rangeOf(cidr: string): Range | undefined {
  const [address = '', length = ''] = cidr.split('/');
  const octets = address.split('.').map(Number);
  const bits = Number(length);
  if (bits > 32 || octets.some((octet) => octet > 255)) return undefined;
  const first = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const size = 2 ** (32 - bits);
  return first % size === 0 ? { first, last: first + size - 1 } : undefined;
}

/** Everything that one route table can see: the networks of both regions and their peers. */
function routed({ regions, data }: Topology): Block[] {
  return [
    ...regions.flatMap(({ network, vpn }, index) => [
      { path: `regions[${index}].network.vpcCidr`, cidr: network.vpcCidr },
      ...vpn.remoteCidrs.map((cidr, at) => ({
        path: `regions[${index}].vpn.remoteCidrs[${at}]`,
        cidr,
      })),
    ]),
    ...data.redis.regions.map(({ cidr }, index) => ({
      path: `data.redis.regions[${index}].cidr`,
      cidr,
    })),
  ];
}

function subnetsOf({ network }: Region, index: number): Block[] {
  return Object.entries(network.subnets).flatMap(([tier, cidrs]) =>
    cidrs.map((cidr, at) => ({
      path: `regions[${index}].network.subnets.${tier}[${at}]`,
      cidr,
    })),
  );
}

export function* cidrsDoNotOverlap(topology: Topology): Iterable<Problem> {
  const networks = routed(topology);
  yield* malformed(networks);
  yield* overlaps(networks);
  for (const [index, region] of topology.regions.entries()) {
    const services = {
      path: `regions[${index}].network.serviceCidr`,
      cidr: region.network.serviceCidr,
    };
    yield* malformed([services]);
    for (const network of networks) yield* overlaps([network, services]);
    const subnets = subnetsOf(region, index);
    yield* malformed(subnets);
    yield* overlaps(subnets);
    yield* outside(subnets, region.network.vpcCidr);
  }
}

function* malformed(blocks: readonly Block[]): Iterable<Problem> {
  for (const { path, cidr } of blocks) {
    if (rangeOf(cidr) !== undefined) continue;
    yield {
      path,
      value: cidr,
      message: 'is not a network: octets to 255, host bits zero, /0 to /32',
    };
  }
}

function* overlaps(blocks: readonly Block[]): Iterable<Problem> {
  for (const [index, block] of blocks.entries()) {
    const range = rangeOf(block.cidr);
    if (range === undefined) continue;
    for (const earlier of blocks.slice(0, index)) {
      const other = rangeOf(earlier.cidr);
      if (other === undefined || other.last < range.first || range.last < other.first) continue;
      yield {
        path: block.path,
        value: block.cidr,
        message: `overlaps ${earlier.path} (${earlier.cidr}): no route could tell them apart`,
      };
    }
  }
}

function* outside(subnets: readonly Block[], vpcCidr: string): Iterable<Problem> {
  const vpc = rangeOf(vpcCidr);
  if (vpc === undefined) return;
  for (const { path, cidr } of subnets) {
    const range = rangeOf(cidr);
    if (range === undefined || (vpc.first <= range.first && range.last <= vpc.last)) continue;
    yield { path, value: cidr, message: `lies outside its VPC, ${vpcCidr}` };
  }
}
