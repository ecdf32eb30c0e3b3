import { checkTopology, type Topology, TopologyError } from '@tandem/topology';
import type { Release } from './framework/release.ts';
import { render, type Tree } from './framework/render.ts';
import type { GroupSpec } from './framework/spec.ts';
import { GROUPS } from './groups.ts';

/**
 * What ArgoCD applies in each region: `kubernetes/<region>/<group>/<file>.yaml`. Throws a TopologyError
 * with every problem of a topology that no rule of ours would let into a cluster.
 */
export function kubernetesTree(
  topology: Topology,
  release?: Release,
  groups: readonly GroupSpec[] = GROUPS,
): Tree {
  const problems = checkTopology(topology);
  if (problems.length > 0) throw new TopologyError(problems);
  return render(topology, groups, release);
}
