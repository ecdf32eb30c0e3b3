import type { Region } from '@tandem/topology';
import type { Fact, Question } from './read-back.ts';

/** The VPC of every region with its subnets, zone by zone, and the gateway between the regions. */
export async function readNetworks(question: Question): Promise<Fact[]> {
  const { regions } = question.topology;
  return (await Promise.all(regions.map((region) => readNetwork(question, region)))).flat();
}

async function readNetwork({ client, topology }: Question, region: Region): Promise<Fact[]> {
  const { DescribeSubnetsCommand, DescribeTransitGatewaysCommand, DescribeVpcsCommand, EC2Client } =
    await import('@aws-sdk/client-ec2');
  const ec2 = new EC2Client(client(region.name));
  const owned = [{ Name: 'tag:Owner', Values: [topology.aws.owner] }];
  const [vpcs, subnets, gateways] = await Promise.all([
    ec2.send(new DescribeVpcsCommand({ Filters: owned })),
    ec2.send(new DescribeSubnetsCommand({ Filters: owned })),
    ec2.send(new DescribeTransitGatewaysCommand({})),
  ]);
  const of = `network of ${region.name}`;
  const { vpcCidr, subnets: tiers } = region.network;
  const planned = Object.values(tiers).flatMap((cidrs) =>
    cidrs.map((cidr, at) => `${cidr} in ${region.zones[at]}`),
  );
  const found = (subnets.Subnets ?? []).map(
    ({ CidrBlock, AvailabilityZone }) => `${CidrBlock} in ${AvailabilityZone}`,
  );
  const [vpc] = vpcs.Vpcs ?? [];
  const role = vpc?.Tags?.find(({ Key }) => Key === 'RegionRole')?.Value;
  return [
    { of, what: 'VPCs', wanted: [vpcCidr], found: (vpcs.Vpcs ?? []).map((one) => one.CidrBlock) },
    { of, what: 'role of the region', wanted: region.role, found: role },
    { of, what: 'subnets', wanted: planned.sort(), found: found.sort() },
    {
      of,
      what: 'transit gateways',
      wanted: [region.transitGateway.amazonSideAsn],
      found: (gateways.TransitGateways ?? []).map((one) => one.Options?.AmazonSideAsn),
    },
  ];
}
