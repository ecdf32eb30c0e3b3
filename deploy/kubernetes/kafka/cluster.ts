import type { IKafka } from '#crds/kafka';
import type { RegionContext } from '../framework/context.ts';
import { KEPT } from '../framework/kept.ts';
import { type Manifest, rowed } from '../framework/spec.ts';
import { mebibytes, millicores } from '../framework/units.ts';
import { METRICS } from './metrics.ts';
import { CLUSTER, KAFKA_NAMESPACE } from './names.ts';
import { placed } from './placement.ts';
import { reflectedTo } from './reflection.ts';

const DAYS_OF_AUTHORITY = 1_825;
const RENEWED_BEFORE_DAYS = 90;

/** What each helper asks for; the brokers are sized by the topology. */
const HELPER = {
  requests: { cpu: millicores(100), memory: mebibytes(512) },
  limits: { memory: mebibytes(512) },
};

/**
 * Clients come over TLS with a user and a password, on one listener; nothing is let in without. Strimzi
 * rolls brokers one at a time and only while no partition would fall below its minimum of copies.
 */
export function cluster(context: RegionContext): Manifest {
  const { events } = context.topology;
  const helper = { pod: placed(context, 'tandem-platform') };
  return rowed<IKafka>(['W2', 'S10'], {
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'Kafka',
    metadata: { name: CLUSTER, namespace: KAFKA_NAMESPACE, annotations: { ...KEPT } },
    spec: {
      kafka: {
        version: events.version,
        listeners: [
          {
            name: 'sasl',
            port: events.port,
            type: 'internal',
            tls: true,
            authentication: { type: 'scram-sha-512' },
            // Strimzi's own policy lets every pod of the cluster in unless peers are named.
            networkPolicyPeers: [
              {
                namespaceSelector: {
                  matchLabels: { 'kubernetes.io/metadata.name': context.namespace },
                },
              },
            ],
          },
        ],
        authorization: { type: 'simple' },
        // Replicas of a partition are put into different zones.
        rack: { topologyKey: 'topology.kubernetes.io/zone' },
        config: {
          'auto.create.topics.enable': false,
          'default.replication.factor': events.replicationFactor,
          'min.insync.replicas': events.minInSyncReplicas,
          'offsets.topic.replication.factor': events.replicationFactor,
          'transaction.state.log.replication.factor': events.replicationFactor,
          'transaction.state.log.min.isr': events.minInSyncReplicas,
          'message.max.bytes': events.maxMessageBytes,
          // What was confirmed must not be lost with a broker that was behind.
          'unclean.leader.election.enable': false,
          // Consumers that ask the broker for their share (KIP-848): a dead pod's partitions move in 10 s, not 45.
          'group.consumer.session.timeout.ms': 10_000,
          'group.consumer.min.session.timeout.ms': 10_000,
          'group.consumer.heartbeat.interval.ms': 1_000,
          'group.consumer.min.heartbeat.interval.ms': 1_000,
        },
        metricsConfig: METRICS,
        template: {
          pod: { metadata: { labels: { 'app.kubernetes.io/part-of': context.system } } },
          podDisruptionBudget: { maxUnavailable: 1 },
          // The authority of the brokers, for the workloads to check them by.
          clusterCaCert: { metadata: { annotations: reflectedTo(context.namespace) } },
        },
      },
      entityOperator: {
        topicOperator: { resources: HELPER },
        userOperator: { resources: HELPER },
        template: helper,
      },
      cruiseControl: {
        resources: {
          requests: { cpu: millicores(250), memory: mebibytes(1_024) },
          limits: { memory: mebibytes(1_024) },
        },
        template: helper,
      },
      kafkaExporter: { groupRegex: '.*', topicRegex: '.*', resources: HELPER, template: helper },
      clusterCa: {
        generateCertificateAuthority: true,
        validityDays: DAYS_OF_AUTHORITY,
        renewalDays: RENEWED_BEFORE_DAYS,
      },
      clientsCa: {
        generateCertificateAuthority: true,
        validityDays: DAYS_OF_AUTHORITY,
        renewalDays: RENEWED_BEFORE_DAYS,
      },
    },
  });
}
