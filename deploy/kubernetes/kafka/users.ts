import {
  deadLetterOf,
  type TopicName,
  type Topology,
  WORKLOAD_NAMES,
  type WorkloadName,
} from '@tandem/topology';
import type { IKafkaUser } from '#crds/kafka';
import type { RegionContext } from '../framework/context.ts';
import { type Manifest, rowed } from '../framework/spec.ts';
import { CLUSTER, KAFKA_NAMESPACE } from './names.ts';
import { reflectedTo } from './reflection.ts';

type Acl = IKafkaUser['spec']['authorization']['acls'][number];

/** A user for each workload that publishes or consumes, with those topics and its own group. */
export const users = (context: RegionContext): Manifest[] =>
  WORKLOAD_NAMES.flatMap((name) => {
    const acls = aclsOf(context.topology, name);
    return acls.length === 0 ? [] : [user(context, name, acls)];
  });

/** Strimzi makes the password; reflector copies the secret to where the workload mounts it. */
const user = ({ namespace }: RegionContext, name: WorkloadName, acls: Acl[]): Manifest =>
  rowed<IKafkaUser>(['W2', 'S9', 'P2'], {
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaUser',
    metadata: { name, namespace: KAFKA_NAMESPACE, labels: { 'strimzi.io/cluster': CLUSTER } },
    spec: {
      authentication: { type: 'scram-sha-512' },
      authorization: { type: 'simple', acls },
      template: { secret: { metadata: { annotations: reflectedTo(namespace) } } },
    },
  });

function aclsOf(topology: Topology, name: WorkloadName): Acl[] {
  const { publishes, consumes } = topology.workloads[name].dependencies;
  return [
    ...publishes.map((topic) => onTopic(topic, ['Write', 'Describe'])),
    ...consumes.flatMap((topic) => consumed(topology, topic)),
    // Consumer groups are named after their workload.
    ...(consumes.length === 0 ? [] : [onGroup(name)]),
  ];
}

/** What cannot be handled is put aside by whoever could not handle it. */
const consumed = (topology: Topology, topic: TopicName): Acl[] => [
  onTopic(topic, ['Read', 'Describe']),
  onTopic(deadLetterOf(topology, topic), ['Write', 'Describe']),
];

const onTopic = (name: string, operations: Acl['operations']): Acl => ({
  type: 'allow',
  resource: { type: 'topic', name, patternType: 'literal' },
  operations,
});

const onGroup = (name: string): Acl => ({
  type: 'allow',
  resource: { type: 'group', name, patternType: 'literal' },
  operations: ['Read', 'Describe'],
});
