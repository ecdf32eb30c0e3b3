import type { Json } from '../framework/tidy.ts';
import {
  addressIn,
  type Hop,
  isTier,
  type Place,
  type Routing,
  routingsOf,
  walk,
} from './routing.ts';
import { type Resource, refersTo, type View } from './view.ts';

/** An address that nobody of us has (RFC 5737). */
const INTERNET = '203.0.113.99';
const EVERYTHING_IPV6 = '::/0';

/**
 * Every flow that enters or leaves a VPC passes its firewall, and the way back passes the same endpoint: an
 * endpoint that sees half of a connection drops it. Found out by walking packets through the route tables.
 */
export function* inspection(view: View): Iterable<string> {
  const routings = routingsOf(view);
  if (routings.length === 0) yield 'no stack has a firewall in a VPC';
  for (const { stack, routing } of routings) {
    for (const finding of [
      ...unrouted(routing),
      ...internet(routing),
      ...internetIpv6(routing),
      ...shortcuts(routing),
      ...fromTransit(routing),
      ...networksBeyond(view).flatMap((far) => [...toTransit(routing, far)]),
    ]) {
      yield `${stack}: ${finding}`;
    }
  }
}

const networksBeyond = ({ topology }: View): string[] =>
  topology.regions.flatMap(({ network, vpn }) => [network.vpcCidr, ...vpn.remoteCidrs]);

function* unrouted({ places }: Routing): Iterable<string> {
  for (const { subnet, table } of places) {
    if (table === undefined) yield `${subnet.name} has no route table of its own`;
  }
}

const ofTier = ({ places }: Routing, ...tiers: readonly string[]): Place[] =>
  places.filter(({ subnet }) => tiers.some((tier) => isTier(subnet.body, tier)));

const zoneOf = ({ body }: Resource): string => String(body.availability_zone);
const said = (hops: readonly Hop[]): string => hops.join(', ');

/** Load balancers are reached, and NAT gateways reach out, through the endpoint of their zone. */
function* internet(routing: Routing): Iterable<string> {
  for (const { subnet, table } of ofTier(routing, 'public')) {
    const through = `firewall ${zoneOf(subnet)}`;
    const out = walk(routing, table, INTERNET);
    if (said(out) !== said([through, 'internet'])) {
      yield `from ${subnet.name} to the internet: ${said(out)}; should be ${through}, internet`;
    }
    const back = walk(routing, routing.ingress, addressIn(subnet));
    if (said(back) !== said([through, subnet.name])) {
      yield `from the internet to ${subnet.name}: ${said(back)}; should be ${through} on the way`;
    }
  }
  for (const { subnet, table } of ofTier(routing, 'private')) {
    const zone = zoneOf(subnet);
    const out = walk(routing, table, INTERNET);
    const wanted = [`nat ${zone}`, `firewall ${zone}`, 'internet'];
    if (said(out) !== said(wanted)) {
      yield `from ${subnet.name} to the internet: ${said(out)}; should be ${said(wanted)}`;
    }
  }
}

/** The networks of IPv6 are known when they are made: the routes must name the same subnet and zone. */
function* internetIpv6(routing: Routing): Iterable<string> {
  const routesOf = (table: Resource | undefined) =>
    routing.routes.filter(({ body }) => table && refersTo(body.route_table_id, table));
  const leads = (to: Json | undefined, zone: string) => String(to).includes(`"${zone}"`);
  for (const { subnet, table } of ofTier(routing, 'public')) {
    const zone = zoneOf(subnet);
    const out = routesOf(table).some(
      ({ body }) =>
        body.destination_ipv6_cidr_block === EVERYTHING_IPV6 && leads(body.vpc_endpoint_id, zone),
    );
    const back = routesOf(routing.ingress).some(
      ({ body }) =>
        refersTo(body.destination_ipv6_cidr_block, subnet) && leads(body.vpc_endpoint_id, zone),
    );
    if (out !== back) yield `${subnet.name}: IPv6 passes firewall ${zone} in one direction only`;
  }
}

/** Only what the firewall passed may go on to the internet gateway; nothing leaves over IPv6 alone. */
function* shortcuts(routing: Routing): Iterable<string> {
  const inspected = ofTier(routing, 'firewall').flatMap(({ table }) => table ?? []);
  for (const { name, body } of routing.routes) {
    if (body.egress_only_gateway_id !== undefined) {
      yield `aws_route.${name}: an egress-only gateway takes no route table: the way back is not inspected`;
    }
    if (body.gateway_id === undefined) continue;
    if (inspected.some((table) => refersTo(body.route_table_id, table))) continue;
    yield `aws_route.${name}: leads to the internet gateway past the firewall`;
  }
}

/** What goes to the transit gateway passes the endpoint of the zone it comes from. */
function* toTransit(routing: Routing, far: string): Iterable<string> {
  const address = far.replace(/\d+\/\d+$/, '9');
  for (const { subnet, table } of ofTier(routing, 'private')) {
    const out = walk(routing, table, address);
    const wanted = [`firewall ${zoneOf(subnet)}`, 'transit'];
    if (out.at(-1) !== 'transit' || said(out) === said(wanted)) continue;
    yield `from ${subnet.name} to ${far}: ${said(out)}; should be ${said(wanted)}`;
  }
}

/** What comes from it passes the endpoint of the zone it goes to, wherever it enters. */
function* fromTransit(routing: Routing): Iterable<string> {
  for (const entry of ofTier(routing, 'transit')) {
    for (const { subnet } of ofTier(routing, 'public', 'private', 'data')) {
      const way = walk(routing, entry.table, addressIn(subnet));
      const through = `firewall ${zoneOf(subnet)}`;
      if (said(way) === said([through, subnet.name])) continue;
      yield `from ${entry.subnet.name} to ${subnet.name}: ${said(way)}; should pass ${through}`;
    }
  }
}
