import type { Topology } from '@tandem/topology';
import { asObject, type Emitted, objectAt, ofKind, textAt } from '../checks/view.ts';
import { cpuMillis, memoryMib, podTemplates } from './pods.ts';
import { eachRegion, type Policy } from './policy.ts';

interface Size {
  readonly cpuMillis: number;
  readonly memoryMib: number;
}

/** What the daemonsets of a node ask for, and what the kubelet keeps of its CPU. */
const DAEMONS: Size = { cpuMillis: 300, memoryMib: 700 };
/** EKS keeps 255 MiB and 11 MiB for every pod that a node may have, and evicts below 200 MiB left. */
const KEPT_MIB = 255 + 200;
const KEPT_MIB_A_POD = 11;

export const capacity: Policy = {
  name: 'capacity',
  says: 'what runs at its minimum fits the nodes that are warm, in either region',
  findings: (inspected) =>
    eachRegion(inspected, (objects, region) =>
      (Object.entries(inspected.topology.workerGroups) as [string, Group][]).flatMap(
        ([name, group]) => {
          const asked = sum(asksOf(objects, inspected.topology, name));
          const warm = warmOf(inspected.topology, group, region.role);
          return (['cpuMillis', 'memoryMib'] as const)
            .filter((field) => asked[field] > warm[field])
            .map(
              (field) =>
                `${region.name} ${name}: ${asked[field]} ${field} are asked for, ${warm[field]} are warm`,
            );
        },
      ),
    ),
};

type Group = Topology['workerGroups'][keyof Topology['workerGroups']];

/** The smallest of its instance types, as many as are always there. */
function warmOf({ aws }: Topology, group: Group, role: 'active' | 'passive'): Size {
  const types = aws.ec2.instanceTypes.filter(({ name }) => group.instanceTypes.includes(name));
  const one = (size: (type: (typeof types)[number]) => number) => Math.min(...types.map(size));
  const { min } = group.nodes[role];
  return {
    cpuMillis: min * one(({ vcpu }) => vcpu * 1_000 - DAEMONS.cpuMillis),
    memoryMib:
      min *
      one(
        ({ memoryMib: all, maxPods }) =>
          all - KEPT_MIB - KEPT_MIB_A_POD * maxPods - DAEMONS.memoryMib,
      ),
  };
}

/** Charts are sized by their values and not counted here. */
function asksOf(objects: readonly Emitted[], topology: Topology, group: string): Size[] {
  const { nodeLabel } = topology.autoscaling.placement;
  const deployed = podTemplates(objects)
    .filter(({ spec }) => objectAt(spec, 'nodeSelector')[nodeLabel] === group)
    .flatMap(({ owner, containers }) => {
      const replicas = minimumOf(owner, objects);
      return containers.map((one) =>
        times(sizeOf(objectAt(one, 'resources', 'requests')), replicas),
      );
    });
  if (group !== topology.events.workerGroup) return deployed;
  const pools = ofKind(objects, 'KafkaNodePool').map(({ object }) =>
    times(
      sizeOf(objectAt(object, 'spec', 'resources', 'requests')),
      Number(objectAt(object, 'spec').replicas),
    ),
  );
  return [...deployed, ...pools, ...ofKind(objects, 'Kafka').flatMap(helpers)];
}

/** The operators of topics and users, cruise control, the exporter: one of each. */
function helpers({ object }: Emitted): Size[] {
  const spec = objectAt(object, 'spec');
  return [
    objectAt(spec, 'entityOperator', 'topicOperator'),
    objectAt(spec, 'entityOperator', 'userOperator'),
    objectAt(spec, 'cruiseControl'),
    objectAt(spec, 'kafkaExporter'),
  ].map((one) => sizeOf(objectAt(one, 'resources', 'requests')));
}

function minimumOf(owner: Emitted, objects: readonly Emitted[]): number {
  const autoscaler = ofKind(objects, 'HorizontalPodAutoscaler').find(
    ({ namespace, object }) =>
      namespace === owner.namespace &&
      textAt(objectAt(object, 'spec', 'scaleTargetRef'), 'name') === owner.name,
  );
  const spec = autoscaler === undefined ? owner.object : autoscaler.object;
  const { minReplicas, replicas } = objectAt(spec, 'spec');
  return Number(minReplicas ?? replicas ?? 1);
}

const sizeOf = (requests: unknown): Size => ({
  cpuMillis: cpuMillis(textAt(asObject(requests), 'cpu')) || 0,
  memoryMib: memoryMib(textAt(asObject(requests), 'memory')) || 0,
});

const times = (size: Size, count: number): Size => ({
  cpuMillis: size.cpuMillis * count,
  memoryMib: size.memoryMib * count,
});

const sum = (sizes: readonly Size[]): Size => ({
  cpuMillis: sizes.reduce((total, size) => total + size.cpuMillis, 0),
  memoryMib: sizes.reduce((total, size) => total + size.memoryMib, 0),
});
