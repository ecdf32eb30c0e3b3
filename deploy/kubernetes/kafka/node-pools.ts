import type { IKafkaNodePool } from '#crds/kafka';
import { KEPT_STORAGE_CLASS } from '../cluster/storage-classes.ts';
import type { RegionContext } from '../framework/context.ts';
import { KEPT } from '../framework/kept.ts';
import { type Manifest, rowed } from '../framework/spec.ts';
import { gibibytes, mebibytes, millicores } from '../framework/units.ts';
import { CLUSTER, KAFKA_NAMESPACE } from './names.ts';
import { placed } from './placement.ts';

interface Pool {
  readonly role: 'broker' | 'controller';
  readonly replicas: number;
  readonly size: { readonly cpuMillis: number; readonly memoryMib: number };
  readonly diskGib: number;
}

/** A broker that is stopped hands its leaderships over first; the default of 30 s cuts that short. */
const GRACE_SECONDS = 120;

/** Brokers keep the log, controllers decide who leads: apart, so that one may be rolled without the other. */
export function nodePools(context: RegionContext): Manifest[] {
  const { events } = context.topology;
  const pools: Pool[] = [
    {
      role: 'controller',
      replicas: events.controllers,
      size: events.controller,
      diskGib: events.controllerStorageGib,
    },
    {
      role: 'broker',
      replicas: events.brokers,
      size: events.broker,
      diskGib: events.brokerStorageGib,
    },
  ];
  return pools.map((pool) => nodePool(context, pool));
}

function nodePool(context: RegionContext, { role, replicas, size, diskGib }: Pool): Manifest {
  const name = `${role}s`;
  const memory = mebibytes(size.memoryMib);
  // Half of it: the rest is the page cache, which is what makes Kafka fast.
  const heap = `${size.memoryMib / 2}m`;
  const selector = { 'strimzi.io/cluster': CLUSTER, 'strimzi.io/pool-name': name };
  return rowed<IKafkaNodePool>(['W2', 'T6'], {
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaNodePool',
    metadata: {
      name,
      namespace: KAFKA_NAMESPACE,
      labels: { 'strimzi.io/cluster': CLUSTER },
      annotations: { ...KEPT },
    },
    spec: {
      replicas,
      roles: [role],
      storage: {
        type: 'jbod',
        volumes: [
          {
            id: 0,
            type: 'persistent-claim',
            size: gibibytes(diskGib),
            class: KEPT_STORAGE_CLASS,
            deleteClaim: false,
            kraftMetadata: 'shared',
          },
        ],
      },
      resources: {
        requests: { cpu: millicores(size.cpuMillis), memory },
        limits: { memory },
      },
      jvmOptions: { '-Xms': heap, '-Xmx': heap },
      template: {
        pod: {
          ...placed(context, 'tandem-events'),
          terminationGracePeriodSeconds: GRACE_SECONDS,
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              // Strictly: two of three copies in one zone would be lost together.
              topologyKey: 'topology.kubernetes.io/zone',
              whenUnsatisfiable: 'DoNotSchedule',
              labelSelector: { matchLabels: selector },
            },
            {
              maxSkew: 1,
              topologyKey: 'kubernetes.io/hostname',
              whenUnsatisfiable: 'DoNotSchedule',
              labelSelector: { matchLabels: selector },
            },
          ],
        },
      },
    },
  });
}
