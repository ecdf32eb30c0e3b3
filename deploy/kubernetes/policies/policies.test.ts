import { expect, it } from 'vitest';
import type { Emitted } from '../checks/view.ts';
import { POLICIES } from './index.ts';
import type { Inspected } from './policy.ts';
import { terraformFacts } from './terraform-facts.ts';
import { AROUND_PODS } from './testing/seeds-around-pods.ts';
import { IN_PODS } from './testing/seeds-in-pods.ts';
import { clusterStack, edgeStack } from './testing/stacks.ts';
import { objects, type Seeds, topology } from './testing/written.ts';

const SEEDED: Seeds = { ...IN_PODS, ...AROUND_PODS };
const terraform = new Map(
  topology.regions.map((region) => [
    region.name,
    terraformFacts(edgeStack(topology, region), clusterStack(topology, region)),
  ]),
);
const inspect = (seen: readonly Emitted[]): Inspected => ({ topology, objects: seen, terraform });

it.each(POLICIES.map((policy) => [policy.name, policy] as const))('%s holds', (_, policy) => {
  expect(policy.findings(inspect(objects))).toEqual([]);
});

it.each(POLICIES.map((policy) => [policy.name, policy] as const))(
  '%s catches what was seeded',
  (name, policy) => {
    const seeds = SEEDED[name] ?? [];
    expect(seeds.length).toBeGreaterThan(0);
    for (const [seed, told] of seeds) {
      expect(policy.findings(inspect(seed())).join('\n')).toContain(told);
    }
  },
);
