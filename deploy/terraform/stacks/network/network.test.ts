import { topologyFor } from '@tandem/topology';
import { describe, expect, it } from 'vitest';
import { render } from '../../framework/render.ts';
import { expression } from '../../framework/spec.ts';
import { type JsonObject, objectAt } from '../../framework/tidy.ts';
import { statementsOf } from '../../policies/identity.ts';
import { interconnect } from '../interconnect/index.ts';
import { network } from './index.ts';

const topology = topologyFor('document');
const { stacks, manifest } = render(topology, [interconnect, network]);
const stack = (name: string): JsonObject => objectAt(stacks.get(name), 'resource');
const all = (type: string, of = 'network-us-east-1') => objectAt(stack(of), type);
const one = (type: string, name: string, of?: string) => objectAt(all(type, of), name);

describe('the network of a region', () => {
  it('has a subnet of each tier in each of three zones, with addresses of the topology', () => {
    expect(Object.keys(all('aws_subnet'))).toHaveLength(15);
    expect(one('aws_subnet', 'private_us_east_1b')).toMatchObject({
      availability_zone: 'us-east-1b',
      cidr_block: '10.16.64.0/19',
      map_public_ip_on_launch: false,
      tags: { 'kubernetes.io/role/internal-elb': '1' },
    });
  });

  it('gives no two subnets the same network of IPv6', () => {
    const networks = Object.values(all('aws_subnet')).map(
      (subnet) => objectAt({ subnet }, 'subnet').ipv6_cidr_block,
    );
    const given = networks.filter((text) => text !== undefined);
    expect(given).toHaveLength(12);
    expect(new Set(given).size).toBe(12);
  });

  it('has a way out in each zone', () => {
    expect(Object.keys(all('aws_nat_gateway'))).toHaveLength(3);
    expect(all('aws_egress_only_internet_gateway')).toEqual({});
  });

  it('reaches AWS without the internet', () => {
    const services = Object.values(all('aws_vpc_endpoint')).map(
      (endpoint) => objectAt({ endpoint }, 'endpoint').service_name,
    );
    expect(services).toHaveLength(10);
    expect(services).toEqual(
      expect.arrayContaining(
        ['s3', 'ecr.dkr', 'eks-auth', 'sqs'].map((service) => `com.amazonaws.us-east-1.${service}`),
      ),
    );
  });

  it('lets nothing through to S3 but our buckets and layers of images', () => {
    const statements = statementsOf(one('aws_vpc_endpoint', 's3'));
    expect(statements.map(({ Sid, Action }) => [Sid, Action])).toEqual([
      ['OwnBuckets', ['s3:*']],
      ['ImageLayers', ['s3:GetObject']],
    ]);
    expect(statements[0]?.Condition).toMatchObject({
      StringEquals: { 'aws:ResourceAccount': expression('var.account_id') },
    });
    expect(statements[1]?.Resource).toEqual([
      'arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*',
      'arn:aws:s3:::prod-registry-k8s-io-us-east-1/*',
    ]);
  });

  it('ends two tunnels of each router, whose keys no state holds', () => {
    expect(Object.keys(all('aws_customer_gateway'))).toEqual([
      'mikrotik_east_1',
      'mikrotik_east_2',
    ]);
    expect(one('aws_vpn_connection', 'mikrotik_east_1_tunnels')).toMatchObject({
      preshared_key_storage: 'SecretsManager',
      tunnel1_ike_versions: ['ikev2'],
      tunnel2_ike_versions: ['ikev2'],
    });
  });

  it('lets tunnels lead into the VPC and nowhere else', () => {
    const propagations = Object.values(all('aws_ec2_transit_gateway_route_table_propagation')).map(
      (item) => objectAt({ item }, 'item').transit_gateway_route_table_id,
    );
    const table = (name: string) =>
      expression(`aws_ec2_transit_gateway_route_table.${name}_table.id`);
    expect(propagations.filter((id) => id === table('tunnels'))).toHaveLength(1);
    expect(propagations.filter((id) => id === table('vpc'))).toHaveLength(2);
  });

  it('names the routers where they answer', () => {
    expect(one('aws_route53_record', 'mikrotik_west_2', 'network-us-west-2')).toMatchObject({
      name: 'mikrotik-west-2.us-west-2.tandem.internal',
      records: ['10.240.16.2'],
    });
  });
});

describe('what joins the networks', () => {
  it('comes after both, in a stack of its own', () => {
    const order = manifest.stacks.map(({ name }) => name);
    expect(order.indexOf('interconnect')).toBe(2);
  });

  it('is one peering, accepted by the other end, with routes both ways', () => {
    expect(
      one('aws_ec2_transit_gateway_peering_attachment', 'us_east_1_us_west_2', 'interconnect'),
    ).toMatchObject({ peer_region: 'us-west-2', provider: 'aws.us-east-1' });
    const routes = all('aws_ec2_transit_gateway_route', 'interconnect');
    expect(routes).toMatchObject({
      us_east_1_to_us_west_2: { destination_cidr_block: '10.32.0.0/16' },
      us_west_2_to_us_east_1: { destination_cidr_block: '10.16.0.0/16' },
    });
  });

  it('lets each region resolve the names of the other', () => {
    expect(Object.keys(all('aws_route53_zone_association', 'interconnect'))).toEqual([
      'us_east_1_for_us_west_2',
      'us_west_2_for_us_east_1',
    ]);
  });
});
