import { isObject, type Json, type JsonObject } from '../framework/tidy.ts';
import { type Block, overlap, parseBlock } from './cidr.ts';
import { ofType, type Resource, refersTo, type View } from './view.ts';

/** A subnet in which a packet is, with the table that decides where it goes next. */
export interface Place {
  readonly subnet: Resource;
  readonly table: Resource | undefined;
}

/** The networks of one stack as a packet meets them. */
export interface Routing {
  readonly vpc: Block;
  readonly places: readonly Place[];
  /** The table of what comes in through the internet gateway. */
  readonly ingress: Resource | undefined;
  readonly routes: readonly Resource[];
  readonly natGateways: readonly Resource[];
}

/** A step of a packet: the target of the route that it took, as `firewall us-east-1a`. */
export type Hop = string;

const MAX_HOPS = 8;

/** The routing of every stack that has a VPC with a firewall in it. */
export function routingsOf(view: View): { stack: string; routing: Routing }[] {
  return ofType(view, 'aws_networkfirewall_firewall').flatMap(({ stack }) => {
    const own = (type: string) => ofType(view, type).filter((one) => one.stack === stack);
    const vpc = own('aws_vpc').flatMap(({ body }) => parseBlock(String(body.cidr_block)) ?? [])[0];
    if (vpc === undefined) return [];
    const tables = own('aws_route_table');
    const associations = own('aws_route_table_association');
    const tableOf = (field: 'subnet_id' | 'gateway_id', of: Resource | undefined) => {
      const found = associations.find(
        ({ body }) => body[field] !== undefined && (!of || refersTo(body[field], of)),
      );
      return tables.find((table) => refersTo(found?.body.route_table_id, table));
    };
    const routing: Routing = {
      vpc,
      places: own('aws_subnet').map((subnet) => ({ subnet, table: tableOf('subnet_id', subnet) })),
      ingress: tableOf('gateway_id', undefined),
      routes: own('aws_route'),
      natGateways: own('aws_nat_gateway'),
    };
    return [{ stack: stack.name, routing }];
  });
}

/** The way of a packet from a table to where it leaves the VPC or reaches a subnet: its hops, in order. */
export function walk(routing: Routing, from: Resource | undefined, to: string): Hop[] {
  const hops: Hop[] = [];
  let table = from;
  while (hops.length < MAX_HOPS) {
    const route = chosen(routing, table, to);
    if (route === undefined) return [...hops, arrival(routing, to)];
    const { hop, next } = step(routing, route);
    hops.push(hop);
    if (next === undefined) return hops;
    table = next.table;
  }
  return [...hops, 'never arrives'];
}

/** The route of the longest prefix; none when the VPC's own, to the subnet itself, is longer. */
function chosen(
  { vpc, places, routes }: Routing,
  table: Resource | undefined,
  to: string,
): JsonObject | undefined {
  if (table === undefined) return undefined;
  const target = parseBlock(`${to}/32`);
  const candidates = routes
    .filter(({ body }) => refersTo(body.route_table_id, table))
    .flatMap(({ body }) => {
      const block = destinationOf(places, body);
      return target && block && overlap(block, target) ? [{ body, size: sizeOf(block) }] : [];
    })
    .sort((a, b) => a.size - b.size);
  const [best] = candidates;
  const local = target !== undefined && overlap(vpc, target);
  return best === undefined || (local && best.size >= sizeOf(vpc)) ? undefined : best.body;
}

/** A network in figures, or that of the subnet that the route names. */
function destinationOf(
  places: readonly Place[],
  { destination_cidr_block: to }: JsonObject,
): Block | undefined {
  if (to === undefined) return undefined;
  const named = places.find(({ subnet }) => refersTo(to, subnet));
  return parseBlock(String(named === undefined ? to : named.subnet.body.cidr_block));
}

const sizeOf = ({ first, last }: Block): number => last - first + 1;

function step(routing: Routing, route: JsonObject): { hop: Hop; next: Place | undefined } {
  if (route.vpc_endpoint_id !== undefined) {
    const zone = zoneIn(route.vpc_endpoint_id);
    const next = routing.places.find(
      ({ subnet: { body } }) => isTier(body, 'firewall') && body.availability_zone === zone,
    );
    return { hop: `firewall ${zone}`, next };
  }
  if (route.nat_gateway_id !== undefined) {
    const nat = routing.natGateways.find((one) => refersTo(route.nat_gateway_id, one));
    const next = routing.places.find(({ subnet }) => refersTo(nat?.body.subnet_id, subnet));
    return { hop: `nat ${String(next?.subnet.body.availability_zone)}`, next };
  }
  if (route.gateway_id !== undefined) return { hop: 'internet', next: undefined };
  if (route.transit_gateway_id !== undefined) return { hop: 'transit', next: undefined };
  return { hop: 'nowhere', next: undefined };
}

/** The firewall says which endpoint is in which zone once it is made; the reference names the zone. */
const zoneIn = (endpoint: Json): string => /"([a-z0-9-]+)"/.exec(String(endpoint))?.[1] ?? '';

export const isTier = ({ tags }: JsonObject, tier: string): boolean =>
  isObject(tags) && tags.Tier === tier;

function arrival({ places, vpc }: Routing, to: string): Hop {
  const target = parseBlock(`${to}/32`);
  const reached = places.find(({ subnet }) => {
    const block = parseBlock(String(subnet.body.cidr_block));
    return block !== undefined && target !== undefined && overlap(block, target);
  });
  if (reached !== undefined) return reached.subnet.name;
  return target !== undefined && overlap(vpc, target) ? 'no subnet' : 'nowhere';
}

/** The first address of a subnet that a machine may have. */
export function addressIn({ body }: Resource): string {
  const [network = ''] = String(body.cidr_block).split('/');
  return network.replace(/\d+$/, (last) => String(Number(last) + 4));
}
