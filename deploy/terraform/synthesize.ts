import { checkTopology, type Topology, TopologyError } from '@tandem/topology';
import { render } from './framework/render.ts';
import type { StackSpec } from './framework/spec.ts';
import { type Tree, writeTree } from './framework/write.ts';
import { STACKS } from './stacks/index.ts';

/**
 * The Terraform of the system: a directory for each stack, and `stacks.json` that lists them in order.
 * Throws a TopologyError with every problem of a topology that no rule of ours would let into an account.
 */
export function terraformTree(topology: Topology, specs: readonly StackSpec[] = STACKS): Tree {
  const problems = checkTopology(topology);
  if (problems.length > 0) throw new TopologyError(problems);
  const { manifest, stacks, tests } = render(topology, specs);
  return new Map([
    ...[...stacks].map(([name, stack]) => [`terraform/${name}/main.tf.json`, text(stack)] as const),
    ...[...tests].map(
      ([name, test]) => [`terraform/${name}/stack.tftest.json`, text(test)] as const,
    ),
    ['terraform/stacks.json', text(manifest)] as const,
  ]);
}

const text = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Writes the Terraform of the system below `outDir`, all of it or nothing. */
export function synthesize(topology: Topology, outDir: string): void {
  writeTree(outDir, terraformTree(topology));
}
