import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { topologyFor } from '@tandem/topology';
import { describe, expect, it } from 'vitest';
import { render } from '../framework/render.ts';
import { isObject, type Json, type JsonObject, objectAt } from '../framework/tidy.ts';
import { STACKS } from '../stacks/index.ts';

// The constraint of framework/providers.ts admits 6.x, which no check can run without a provider of it.
const next: JsonObject = JSON.parse(
  readFileSync(fileURLToPath(new URL('../schemas/aws-next.json', import.meta.url)), 'utf8'),
);

/** Arguments of Terraform itself, which every resource takes. */
const OF_TERRAFORM = new Set(['//', 'count', 'depends_on', 'for_each', 'lifecycle', 'provider']);

/** `vpc_config`, `vpc_config.subnet_ids`, of everything that is set; the keys of a map are no arguments. */
function pathsIn(body: JsonObject, blocks: ReadonlySet<string>, within = ''): string[] {
  return Object.entries(body)
    .filter(([name]) => within !== '' || !OF_TERRAFORM.has(name))
    .flatMap(([name, value]) => {
      const path = `${within}${name}`;
      const inner = blocks.has(path) ? [value].flat().filter(isObject) : [];
      return [
        path,
        ...inner.flatMap((one: Json) => (isObject(one) ? pathsIn(one, blocks, `${path}.`) : [])),
      ];
    });
}

/** What a version of the provider would say of a resource: arguments that it lacks, and that it asks for. */
function objections(type: string, body: JsonObject): string[] {
  const known = [objectAt(next, 'arguments')[type] ?? []].flat().map(String);
  if (known.length === 0) return [`${type} is not in it`];
  const names = new Set(known.map((one) => one.replace('?', '')));
  const blocks = new Set([...names].map((one) => one.replace(/\.?[^.]+$/, '')));
  const set = new Set(pathsIn(body, blocks));
  const required = known.filter((one) => !one.endsWith('?') && !one.includes('.'));
  return [
    ...[...set].filter((path) => !names.has(path)).map((path) => `${type}: it has no ${path}`),
    ...required.filter((path) => !set.has(path)).map((path) => `${type}: it asks for ${path}`),
  ];
}

describe(`version ${next.version} of the AWS provider`, () => {
  it('takes every argument that is set, and misses none', () => {
    const { stacks } = render(topologyFor('document'), STACKS);
    const found = [...stacks.values()].flatMap((stack) => {
      const resources = objectAt(stack, 'resource');
      return Object.keys(resources)
        .filter((type) => type.startsWith('aws_'))
        .flatMap((type) =>
          Object.values(objectAt(resources, type)).flatMap((body) =>
            isObject(body) ? objections(type, body) : [],
          ),
        );
    });
    expect([...new Set(found)]).toEqual([]);
  });

  it('would be found to lack an argument, at the top and in a block, and to ask for one', () => {
    const body = { name: 'x', vpc_config: { subnets: ['a'] }, unheard_of: 1 };
    expect(objections('aws_eks_cluster', body)).toEqual([
      'aws_eks_cluster: it has no vpc_config.subnets',
      'aws_eks_cluster: it has no unheard_of',
      'aws_eks_cluster: it asks for role_arn',
    ]);
    expect(objections('aws_unheard_of', {})).toEqual(['aws_unheard_of is not in it']);
  });
});
