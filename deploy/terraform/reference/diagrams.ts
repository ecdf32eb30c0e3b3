import type { Region } from '@tandem/topology';
import type { Manifest } from '../framework/manifest.ts';
import type { JsonObject } from '../framework/tidy.ts';
import { ofType, type View } from '../policies/view.ts';

const node = (name: string): string => name.replaceAll(/[^a-zA-Z0-9]/g, '_');
const box = (id: string, text: string): string => `  ${node(id)}["${text.replaceAll('"', "'")}"]`;

/** Which stack takes values from which. */
export function stackDiagram({ stacks }: Manifest): string[] {
  const boxes = stacks.map(({ name }) => box(name, name));
  const arrows = stacks.flatMap(({ name, takes }) =>
    Object.entries(takes).map(
      ([from, fields]) => `  ${node(from)} -->|${Object.keys(fields).length}| ${node(name)}`,
    ),
  );
  return ['graph LR', ...boxes, ...arrows];
}

/** The two ways in, with the figures that the resources carry. */
export function edgeDiagram(view: View): string[] {
  const { regions } = view.topology;
  return [
    'graph LR',
    '  customers["customers"] --> cloudflare["Cloudflare load balancer"]',
    '  applets["applets"] --> accelerator["Global Accelerator"]',
    ...regions.flatMap((region) => waysInto(view, region)),
  ];
}

function waysInto(view: View, region: Region): string[] {
  const of = (type: string) => ofType(view, type).filter((one) => one.region === region.name);
  const pool = poolOf(view, region.name);
  const group = ofType(view, 'aws_globalaccelerator_endpoint_group').find(
    ({ body }) => body.endpoint_group_region === region.name,
  );
  const targets = of('aws_lb_target_group');
  const cluster = of('aws_eks_cluster')[0];
  const nodes = of('aws_eks_node_group')[0];
  const [alb, nlb, pods] = ['alb', 'nlb', 'pods'].map((name) => `${name}_${node(region.name)}`);
  return [
    `  subgraph ${node(region.name)} ["${region.name}, ${region.role}"]`,
    `    ${alb}["ALB"]`,
    `    ${nlb}["NLB"]`,
    `    ${pods}["EKS ${cluster?.body.version ?? ''}, ${sizeOf(nodes?.body)}"]`,
    '  end',
    `  cloudflare -->|"${pool}"| ${alb}`,
    `  accelerator -->|"dial ${group?.body.traffic_dial_percentage ?? '?'} %"| ${nlb}`,
    ...targets.map(({ body }) => {
      const from = body.protocol === 'TCP' ? nlb : alb;
      return `  ${from} -->|"${body.protocol} ${body.port}"| ${pods}`;
    }),
  ];
}

function poolOf(view: View, region: string): string {
  const pool = ofType(view, 'cloudflare_load_balancer_pool').find(({ body }) =>
    String(body.name).includes(region),
  );
  return pool === undefined ? 'pool' : String(pool.body.name);
}

function sizeOf(body: JsonObject | undefined): string {
  const [scaling] = [body?.scaling_config ?? []].flat();
  const minimum: unknown = Reflect.get(Object(scaling), 'min_size');
  const types = [body?.instance_types ?? []].flat().join(', ');
  return `${minimum ?? '?'} x ${types}`;
}

const EVERYWHERE = ['0.0.0.0/0', '::/0'];

/** Where the route tables of the first region send what is for the world: every zone does the same. */
export function networkDiagram(view: View): string[] {
  const [region] = view.topology.regions;
  const zones = region?.zones.map(node) ?? [];
  const ofAnyZone = (name: string) =>
    zones.reduce((text, zone) => text.replace(`_${zone}`, ''), name).replace(/_table$/, '');
  const routes = ofType(view, 'aws_route').flatMap(({ stack, body }) => {
    const to = String(body.destination_cidr_block ?? body.destination_ipv6_cidr_block ?? '');
    if (stack.region !== region?.name || !EVERYWHERE.includes(to)) return [];
    const [kind, target] = targetOf(body);
    const from = ofAnyZone(lastWord(String(body.route_table_id)));
    return [{ from, kind, target: ofAnyZone(target), family: to === '::/0' ? 'IPv6' : 'IPv4' }];
  });
  const arrows = routes.map(
    ({ from, kind, target, family }) =>
      `  ${node(from)}["${from} subnets"] -->|"${family}"| ${node(kind + target)}["${kind}"]`,
  );
  return ['graph LR', ...[...new Set(arrows)].sort()];
}

/** `${aws_route_table.private_a.id}` is `private_a`. */
const lastWord = (reference: string): string =>
  /[a-z_]+\.([a-z0-9_]+)[.[]/.exec(reference)?.[1] ?? reference;

const TARGETS: Readonly<Record<string, string>> = {
  vpc_endpoint_id: 'firewall',
  nat_gateway_id: 'NAT',
  gateway_id: 'internet gateway',
  egress_only_gateway_id: 'egress-only gateway',
  transit_gateway_id: 'transit gateway',
};

function targetOf(body: JsonObject): [string, string] {
  const found = Object.entries(TARGETS).find(([argument]) => body[argument] !== undefined);
  if (found === undefined) return ['', 'nowhere'];
  return [found[1], lastWord(String(body[found[0]]))];
}
