import type { Topology } from '@tandem/topology';
import type { Alert, Group } from './rule.ts';

/** The brokers of one region, by the metrics that Strimzi's configuration of the JMX exporter gives. */
export function kafkaRules({ events }: Topology): Group {
  const leaders = (values: string, ...pods: readonly string[]) =>
    pods.map((pod) => ({
      series: `kafka_server_replicamanager_leadercount{namespace="kafka",pod="${pod}"}`,
      values,
    }));
  const rules: Alert[] = [
    {
      alert: 'KafkaOfflinePartitions',
      expr: 'max(kafka_controller_kafkacontroller_offlinepartitionscount) > 0',
      for: '1m',
      severity: 'page',
      summary: 'Partitions of the log have no leader: events of them are not taken',
      runbook: 'events.md#brokers',
      expected: [{}],
      fires: {
        input: [
          {
            series: 'kafka_controller_kafkacontroller_offlinepartitionscount{pod="c-0"}',
            values: '0 2x10',
          },
        ],
        at: '5m',
      },
      quiet: {
        input: [
          {
            series: 'kafka_controller_kafkacontroller_offlinepartitionscount{pod="c-0"}',
            values: '0x10',
          },
        ],
        at: '5m',
      },
    },
    {
      alert: 'KafkaBelowMinIsr',
      expr: 'sum by (topic) (kafka_cluster_partition_underminisr) > 0',
      for: '1m',
      severity: 'page',
      summary: `Partitions of {{ $labels.topic }} have fewer than ${events.minInSyncReplicas} replicas in sync: they take no events`,
      runbook: 'events.md#brokers',
      expected: [{ topic: 'trail' }],
      fires: {
        input: [
          {
            series: 'kafka_cluster_partition_underminisr{pod="b-0",topic="trail",partition="3"}',
            values: '1x10',
          },
        ],
        at: '5m',
      },
      quiet: {
        input: [
          {
            series: 'kafka_cluster_partition_underminisr{pod="b-0",topic="trail",partition="3"}',
            values: '0x10',
          },
        ],
        at: '5m',
      },
    },
    {
      alert: 'KafkaUnderReplicated',
      expr: 'sum(kafka_server_replicamanager_underreplicatedpartitions) > 0',
      for: '15m',
      severity: 'ticket',
      summary: 'Replicas of the log are behind, for longer than a restart of a broker takes',
      runbook: 'events.md#brokers',
      expected: [{}],
      fires: {
        input: [
          {
            series: 'kafka_server_replicamanager_underreplicatedpartitions{pod="b-0"}',
            values: '4x30',
          },
        ],
        at: '20m',
      },
      quiet: {
        input: [
          {
            series: 'kafka_server_replicamanager_underreplicatedpartitions{pod="b-0"}',
            values: '4x8 0x30',
          },
        ],
        at: '20m',
      },
    },
    {
      alert: 'KafkaBrokerMissing',
      expr: `(count(kafka_server_replicamanager_leadercount) or vector(0)) < ${events.brokers}`,
      for: '10m',
      severity: 'ticket',
      summary: `Fewer than ${events.brokers} brokers of the log report`,
      runbook: 'events.md#brokers',
      expected: [{}],
      fires: { input: leaders('5x30', 'b-0', 'b-1'), at: '20m' },
      quiet: {
        input: leaders('5x30', ...Array.from({ length: events.brokers }, (_, at) => `b-${at}`)),
        at: '20m',
      },
    },
  ];
  return { name: 'kafka', rules };
}
