import { topicsOf } from '@tandem/topology';
import type { IKafkaTopic } from '#crds/kafka';
import type { RegionContext } from '../framework/context.ts';
import { KEPT } from '../framework/kept.ts';
import { type Manifest, rowed } from '../framework/spec.ts';
import { CLUSTER, KAFKA_NAMESPACE } from './names.ts';

/** The topics of the topology, and for each where what cannot be handled goes. */
export function topics({ topology }: RegionContext): Manifest[] {
  const { replicationFactor, minInSyncReplicas, maxMessageBytes } = topology.events;
  return topicsOf(topology).map(({ name, partitions, retentionMs }) =>
    rowed<IKafkaTopic>(['W2'], {
      apiVersion: 'kafka.strimzi.io/v1',
      kind: 'KafkaTopic',
      metadata: {
        name,
        namespace: KAFKA_NAMESPACE,
        labels: { 'strimzi.io/cluster': CLUSTER },
        annotations: { ...KEPT },
      },
      spec: {
        topicName: name,
        partitions,
        replicas: replicationFactor,
        config: {
          'retention.ms': retentionMs,
          'min.insync.replicas': minInSyncReplicas,
          'max.message.bytes': maxMessageBytes,
          'cleanup.policy': 'delete',
        },
      },
    }),
  );
}
