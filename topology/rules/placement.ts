import type { Problem } from '../problem.ts';
import type { Topology } from '../schema/topology.ts';
import { WORKER_GROUPS } from '../schema/workloads.ts';
import { entriesOf } from './rule.ts';

const EVERY_NODE = 'every-node';

const isGroup = (name: string) => WORKER_GROUPS.some((group) => group === name);

export function* workerGroupsExist(topology: Topology): Iterable<Problem> {
  const named = [
    ...entriesOf(topology.workloads).map(([name, { workerGroup }]) => ({
      path: `workloads.${name}.workerGroup`,
      workerGroup,
    })),
    { path: 'events.workerGroup', workerGroup: topology.events.workerGroup },
  ];
  for (const { path, workerGroup } of named) {
    if (!isGroup(workerGroup)) yield unknownGroup(path, workerGroup, WORKER_GROUPS);
  }
  for (const [index, { kind, workerGroup }] of topology.components.entries()) {
    const allowed = kind === 'daemonset' ? [EVERY_NODE] : WORKER_GROUPS;
    if (allowed.some((group) => group === workerGroup)) continue;
    yield unknownGroup(`components[${index}].workerGroup`, workerGroup, allowed);
  }
}

const unknownGroup = (path: string, value: string, allowed: readonly string[]): Problem => ({
  path,
  value,
  message: 'is not a worker group that can hold it',
  allowed,
});

/** Row W5: what a reclaim takes away must be able to start again elsewhere with nothing lost. */
export function* nothingStatefulOnSpot(topology: Topology): Iterable<Problem> {
  const { workerGroups } = topology;
  const spot = WORKER_GROUPS.filter((name) => workerGroups[name].capacity === 'spot');
  for (const [index, { name, kind, workerGroup }] of topology.components.entries()) {
    if (kind !== 'stateful' || !spot.some((group) => group === workerGroup)) continue;
    yield {
      path: `components[${index}].workerGroup`,
      value: workerGroup,
      message: `${name} keeps state, and a spot node goes with two minutes of warning`,
      allowed: WORKER_GROUPS.filter((group) => !spot.includes(group)),
    };
  }
}

/** Graviton families carry a g after the generation: t4g, m7g, c7gn; g4dn does not. */
const isArm64 = (instanceType: string) => /^[a-z]+\d+g[a-z]*\./.test(instanceType);

export function* instancesRunTheImages({ aws, workerGroups }: Topology): Iterable<Problem> {
  const { imageArchitecture, instanceTypes } = aws.ec2;
  const known = instanceTypes.map(({ name }) => name);
  for (const [group, { instanceTypes: used }] of entriesOf(workerGroups)) {
    for (const [index, type] of used.entries()) {
      const path = `workerGroups.${group}.instanceTypes[${index}]`;
      const architecture = isArm64(type) ? 'arm64' : 'amd64';
      if (architecture !== imageArchitecture) {
        const message = `is ${architecture} while the images are ${imageArchitecture}`;
        yield { path, value: type, message, allowed: known };
      } else if (!known.includes(type)) {
        const message = 'is not in aws.ec2.instanceTypes, which gives its size';
        yield { path, value: type, message, allowed: known };
      }
    }
  }
}

/** An add-on without a version would change by itself; a version of nothing installs nothing. */
export function* addonsHaveVersions({ components, aws }: Topology): Iterable<Problem> {
  const addons = components.filter(({ delivery }) => delivery === 'eks-addon');
  const names = addons.map(({ name }) => name);
  const pinned = aws.eks.addons.map(({ component }) => component);
  for (const [index, component] of pinned.entries()) {
    if (names.includes(component) && pinned.indexOf(component) === index) continue;
    const message = 'is not an add-on among the components, or is listed twice';
    yield {
      path: `aws.eks.addons[${index}].component`,
      value: component,
      message,
      allowed: names,
    };
  }
  const unpinned = names.filter((name) => !pinned.includes(name));
  if (unpinned.length === 0) return;
  const message = `pins no version of ${unpinned.join(', ')}`;
  yield { path: 'aws.eks.addons', value: pinned, message };
}
