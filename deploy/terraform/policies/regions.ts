import type { Region } from '@tandem/topology';
import { isObject, type Json, type JsonObject } from '../framework/tidy.ts';
import type { View } from './view.ts';

/**
 * Where the regions may differ: the role and what follows from it in size, and the end of the connection
 * between them that asks and the end that accepts. By stack, then by the path of the value.
 */
export const DECLARED: readonly { readonly path: RegExp; readonly why: string }[] = [
  { path: /^provider\.aws\.\d+\.default_tags/, why: 'the role of the region is a tag' },
  { path: /^resource\.aws_eks_node_group\.[^.]+\.scaling_config/, why: 'the standby is smaller' },
  {
    path: /^resource\.aws_route\.redis_[^.]+\.destination_cidr_block/,
    why: 'each replica of the cache has a network of its own',
  },
  {
    path: /^resource\.aws_launch_template\..+\.tags\.RegionRole$/,
    why: 'the role of the region is a tag, of what a template makes too',
  },
  {
    path: /^resource\.aws_vpc_security_group_egress_rule\.redis_(metrics_)?\d+_out\.cidr_ipv4$/,
    why: 'each region has its own replica of the cache, in a network of its own',
  },
];

/** The stacks of the regions are the same once names, zones and networks are taken out. */
export function* equalRegions({ topology, manifest, stacks }: View): Iterable<string> {
  const [first, ...others] = topology.regions;
  if (first === undefined) return;
  const regional = manifest.stacks.filter(
    ({ scope, region }) => scope === 'region' && region === first.name,
  );
  for (const { name } of regional) {
    const base = name.slice(0, -first.name.length);
    const reference = neutral(stacks.get(name) ?? {}, first, others);
    for (const other of others) {
      const rest = topology.regions.filter((region) => region !== other);
      const twin = neutral(stacks.get(`${base}${other.name}`) ?? {}, other, rest);
      for (const path of differences(reference, twin, '')) {
        if (DECLARED.some((declared) => declared.path.test(path))) continue;
        yield `${base}*: ${first.name} and ${other.name} differ in ${path}; mend it, or declare why`;
      }
    }
  }
}

/** The stack with everything that names its region, or the other, replaced by what it is of it. */
function neutral(stack: JsonObject, own: Region, others: readonly Region[]): Json {
  const words = [...wordsOf(own, 'own'), ...others.flatMap((other) => wordsOf(other, 'other'))];
  const longestFirst = words.sort(([a], [b]) => b.length - a.length);
  const replaced = (text: string): string =>
    longestFirst.reduce((result, [word, name]) => result.replaceAll(word, name), text);
  const walk = (value: Json): Json => {
    if (typeof value === 'string') return replaced(value);
    if (typeof value === 'number')
      return longestFirst.find(([word]) => word === String(value))?.[1] ?? value;
    if (Array.isArray(value)) return value.map(walk);
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [replaced(key), walk(item)]),
    );
  };
  return walk(stack);
}

/** What is a region's own: its name as AWS and as Terraform write it, its code, and every fact of it. */
function wordsOf(region: Region, whose: string): [string, string][] {
  const facts = leavesOf([region.network, region.transitGateway, region.vpn, region.zones]).map(
    ({ path, value }): [string, string] => [value, `<${whose}${path}>`],
  );
  const underscored = (text: string) => text.replaceAll('-', '_');
  const zones = region.zones.map((zone, at): [string, string] => [
    underscored(zone),
    `<${whose} zone ${at}>`,
  ]);
  return [
    ...facts,
    ...zones,
    ...facts.map(([fact, name]): [string, string] => [underscored(fact), name]),
    [region.name, `<${whose} name>`],
    [underscored(region.name), `<${whose} name>`],
    [region.code, `<${whose} code>`],
  ];
}

function leavesOf(value: unknown, path = ''): { path: string; value: string }[] {
  if (typeof value !== 'object' || value === null) {
    const text = String(value);
    return text.length > 3 ? [{ path, value: text }] : [];
  }
  return Object.entries(value)
    .filter(([key]) => key !== 'rows' && key !== 'ours')
    .flatMap(([key, item]) => leavesOf(item, `${path}.${key}`));
}

function* differences(one: Json, other: Json, path: string): Iterable<string> {
  if (typeof one === 'object' && typeof other === 'object' && one !== null && other !== null) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    for (const key of keys) {
      const below = path === '' ? key : `${path}.${key}`;
      yield* differences(Reflect.get(one, key) ?? null, Reflect.get(other, key) ?? null, below);
    }
  } else if (one !== other) yield path;
}
