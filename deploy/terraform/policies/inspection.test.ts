import { topologyFor } from '@tandem/topology';
import { beforeEach, describe, expect, it } from 'vitest';
import { render } from '../framework/render.ts';
import { expression } from '../framework/spec.ts';
import { type JsonObject, objectAt } from '../framework/tidy.ts';
import { network } from '../stacks/network/index.ts';
import { inspection } from './inspection.ts';
import { viewOf } from './view.ts';

const topology = topologyFor('document');
const { manifest, stacks } = render(topology, [network]);
const EAST = 'network-us-east-1';

describe('the firewall of a region', () => {
  let changed: Map<string, JsonObject>;
  beforeEach(() => {
    changed = new Map([...stacks].map(([name, stack]) => [name, structuredClone(stack)]));
  });

  const findings = () => [...inspection(viewOf(topology, manifest, changed))];
  const of = (type: string) => objectAt(objectAt(changed.get(EAST), 'resource'), type);
  const route = (name: string) => objectAt(of('aws_route'), name);
  const endpointIn = (zone: string) => route(`public_${zone}_ipv4`).vpc_endpoint_id ?? '';

  it('is passed by every flow in both directions', () => {
    expect(findings()).toEqual([]);
  });

  it('is missed on the way out past it', () => {
    const { vpc_endpoint_id: _, ...rest } = route('public_us_east_1b_ipv4');
    of('aws_route').public_us_east_1b_ipv4 = {
      ...rest,
      gateway_id: expression('aws_internet_gateway.internet.id'),
    };
    expect(findings()).toEqual(
      expect.arrayContaining([
        `${EAST}: from public_us_east_1b to the internet: internet; should be firewall us-east-1b, internet`,
        `${EAST}: aws_route.public_us_east_1b_ipv4: leads to the internet gateway past the firewall`,
      ]),
    );
  });

  it('is missed on the way in past it', () => {
    delete of('aws_route').ingress_us_east_1a_ipv4;
    expect(findings()).toContain(
      `${EAST}: from the internet to public_us_east_1a: public_us_east_1a; should be firewall us-east-1a on the way`,
    );
  });

  it('is passed in another zone on the way back', () => {
    route('ingress_us_east_1a_ipv4').vpc_endpoint_id = endpointIn('us_east_1c');
    expect(findings()).toContain(
      `${EAST}: from the internet to public_us_east_1a: firewall us-east-1c, public_us_east_1a; should be firewall us-east-1a on the way`,
    );
  });

  it('is passed in one direction only over IPv6', () => {
    delete of('aws_route').ingress_us_east_1c_ipv6;
    expect(findings()).toEqual([
      `${EAST}: public_us_east_1c: IPv6 passes firewall us-east-1c in one direction only`,
    ]);
  });

  it('is passed in the zone of another NAT gateway', () => {
    route('private_us_east_1a_ipv4').nat_gateway_id = expression(
      'aws_nat_gateway.nat_us_east_1b.id',
    );
    expect(findings()).toEqual([
      `${EAST}: from private_us_east_1a to the internet: nat us-east-1b, firewall us-east-1b, internet; ` +
        'should be nat us-east-1a, firewall us-east-1a, internet',
    ]);
  });

  it('is missed on the way to another region', () => {
    const { vpc_endpoint_id: _, ...rest } = route('private_us_east_1a_us_west_2');
    of('aws_route').private_us_east_1a_us_west_2 = {
      ...rest,
      transit_gateway_id: expression('aws_ec2_transit_gateway.main.id'),
    };
    expect(findings()).toContain(
      `${EAST}: from private_us_east_1a to 10.32.0.0/16: transit; should be firewall us-east-1a, transit`,
    );
  });

  it('is missed on the way from another region', () => {
    delete of('aws_route').transit_private_us_east_1b;
    expect(findings().join('\n')).toContain(
      'from transit_us_east_1a to private_us_east_1b: private_us_east_1b; should pass firewall us-east-1b',
    );
  });

  it('cannot stand before an egress-only gateway', () => {
    of('aws_route').private_ipv6 = {
      route_table_id: expression('aws_route_table.private_us_east_1a_table.id'),
      destination_ipv6_cidr_block: '::/0',
      egress_only_gateway_id: 'eigw-0123456789abcdef0',
    };
    expect(findings().join('\n')).toContain('the way back is not inspected');
  });

  it('is needed', () => {
    delete objectAt(changed.get(EAST), 'resource').aws_networkfirewall_firewall;
    delete objectAt(changed.get('network-us-west-2'), 'resource').aws_networkfirewall_firewall;
    expect(findings()).toEqual(['no stack has a firewall in a VPC']);
  });
});
