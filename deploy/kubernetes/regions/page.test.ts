import { fileURLToPath } from 'node:url';
import { topologyFor } from '@tandem/topology';
import { expect, it } from 'vitest';
import { emittedObjects } from '../checks/view.ts';
import { kubernetesTree } from '../synthesize.ts';
import { DECLARED } from './declared.ts';
import { differences, undeclared } from './differences.ts';
import { regionsPage } from './page.ts';

const PAGE = fileURLToPath(new URL('../../../docs/reference/regions.md', import.meta.url));
const topology = topologyFor('document');
const tree = kubernetesTree(topology);
const found = differences(emittedObjects(tree), topology);

it('docs/reference/regions.md is what synth writes (npx vitest run deploy/kubernetes/regions -u)', async () => {
  await expect(regionsPage(topology, tree)).toMatchFileSnapshot(PAGE);
});

it('every difference is declared', () => {
  expect(undeclared(found)).toEqual([]);
});

it('nothing is declared that does not differ', () => {
  const used = (why: string) => found.some((one) => one.why === why);
  expect(DECLARED.filter(({ why }) => !used(why)).map(({ what }) => what)).toEqual([]);
});
