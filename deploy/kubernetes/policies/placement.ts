import type { Topology } from '@tandem/topology';
import {
  asObject,
  type Emitted,
  type JsonObject,
  listAt,
  named,
  objectAt,
  ofKind,
  textAt,
} from '../checks/view.ts';
import { type PodTemplate, podTemplates } from './pods.ts';
import { eachRegion, type Policy } from './policy.ts';

/** What nodes of a group carry. */
interface Nodes {
  readonly labels: JsonObject;
  readonly taints: readonly JsonObject[];
}

export const placement: Policy = {
  name: 'placement',
  says: 'every pod finds nodes: some group has the labels that it selects and no taint that it refuses',
  findings: (inspected) =>
    eachRegion(inspected, (objects) => {
      const groups = [...poolsOf(objects), ...managed(inspected.topology)];
      return [
        ...podTemplates(objects)
          .filter(({ owner }) => owner.kind !== 'DaemonSet')
          .filter((pod) => !groups.some((nodes) => takes(nodes, pod)))
          .map(({ owner }) => `${named(owner)}: no worker group takes its pods`),
        ...podTemplates(objects)
          .filter(({ owner, spec }) => owner.kind === 'Deployment' && !overZones(spec))
          .map(({ owner }) => `${named(owner)}: its pods may all be in one zone`),
      ];
    }),
};

const poolsOf = (objects: readonly Emitted[]): Nodes[] =>
  ofKind(objects, 'NodePool').map(({ object }) => ({
    labels: objectAt(object, 'spec', 'template', 'metadata', 'labels'),
    taints: listAt(object, 'spec', 'template', 'spec', 'taints').map(asObject),
  }));

/** The groups that Terraform makes. */
const managed = ({ workerGroups, autoscaling }: Topology): Nodes[] =>
  Object.entries(workerGroups)
    .filter(([, { provisioner }]) => provisioner === 'managed-node-group')
    .map(([name, { tainted }]) => ({
      labels: { [autoscaling.placement.nodeLabel]: name },
      taints: tainted
        ? [
            {
              key: autoscaling.placement.taintKey,
              value: name,
              effect: autoscaling.placement.taintEffect,
            },
          ]
        : [],
    }));

function takes({ labels, taints }: Nodes, { spec }: PodTemplate): boolean {
  const selector = objectAt(spec, 'nodeSelector');
  const tolerations = listAt(spec, 'tolerations').map(asObject);
  const tolerated = (taint: JsonObject) =>
    tolerations.some(
      (one) =>
        (one.key === undefined || one.key === taint.key) &&
        (one.operator === 'Exists' || one.value === taint.value) &&
        (one.effect === undefined || one.effect === taint.effect),
    );
  // A pod that selects nothing may land on any group, and must be let onto the one that it was meant for.
  const chosen = Object.keys(selector).length > 0;
  return (
    chosen &&
    Object.entries(selector).every(([key, value]) => labels[key] === value) &&
    taints.every(tolerated)
  );
}

const overZones = (spec: JsonObject): boolean =>
  listAt(spec, 'topologySpreadConstraints').some(
    (one) => textAt(one, 'topologyKey') === 'topology.kubernetes.io/zone',
  );
