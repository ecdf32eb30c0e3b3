import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { topologyFor } from '@tandem/topology';
import { describe, expect, it } from 'vitest';
import { render } from '../framework/render.ts';
import { objectAt } from '../framework/tidy.ts';
import { STACKS } from '../stacks/index.ts';

const read = (name: string): object =>
  JSON.parse(
    readFileSync(fileURLToPath(new URL(`../schemas/${name}.json`, import.meta.url)), 'utf8'),
  );

const { stacks } = render(topologyFor('document'), STACKS);
const used = new Set(
  [...stacks.values()].flatMap((stack) => Object.keys(objectAt(stack, 'resource'))),
);

const typesIn = (schema: object, address: string): string[] =>
  Object.keys(
    objectAt(objectAt(objectAt(schema, 'provider_schemas'), address), 'resource_schemas'),
  ).sort();

const PROVIDERS = [
  { provider: 'aws', address: 'registry.terraform.io/hashicorp/aws' },
  { provider: 'cloudflare', address: 'registry.terraform.io/cloudflare/cloudflare' },
  { provider: 'mongodbatlas', address: 'registry.terraform.io/mongodb/mongodbatlas' },
  { provider: 'rediscloud', address: 'registry.terraform.io/redislabs/rediscloud' },
];

describe.each(PROVIDERS)('the schema of $provider', ({ provider, address }) => {
  it('has the types in use, and no other', () => {
    const { resources } = objectAt(read('types'), provider);
    const types = typesIn(read(provider), address);
    expect(types).toEqual([resources].flat().map(String).sort());
    expect(types.filter((type) => !used.has(type))).toEqual([]);
  });
});

const transcribed = PROVIDERS.filter(({ provider }) => provider !== 'aws');
describe.each(transcribed)('the transcribed schema of $provider', ({ provider, address }) => {
  it('says of which documentation and version it is', () => {
    const schema = read(provider);
    const { version } = objectAt(read('types'), provider);
    expect(Reflect.get(schema, 'source')).toContain(`version ${version}`);
    expect(objectAt(schema, 'provider_versions')[address]).toBe(version);
  });
});
