import type { Topology } from '@tandem/topology';
import { promtoolTests } from '../proofs/promtool.ts';
import { type Tree, yamlOf } from '../text.ts';
import { renderGroup } from './render.ts';
import { ruleSets } from './sets.ts';

export const RULES = 'observability/rules';

/**
 * The rules as promtool reads them, a file for each group, with their tests beside them. A group that is the
 * same in every region is there once, below `every-region`.
 */
export function ruleFiles(topology: Topology): Tree {
  const rendered = [...ruleSets(topology)].flatMap(([set, { groups }]) =>
    groups.map((group) => ({ set, group, text: yamlOf({ groups: [renderGroup(group)] }) })),
  );
  const files = new Map<string, string>();
  for (const { set, group, text } of rendered) {
    const same = rendered.filter((other) => other.text === text).length;
    const directory = `${RULES}/${same === topology.regions.length ? 'every-region' : set}`;
    if (files.has(`${directory}/${group.name}.yaml`)) continue;
    files.set(`${directory}/${group.name}.yaml`, text);
    for (const [pace, tests] of promtoolTests(group, `${group.name}.yaml`)) {
      files.set(`${directory}/${group.name}.${pace}.test.yaml`, yamlOf(tests));
    }
  }
  return files;
}
