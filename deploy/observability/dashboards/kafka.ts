import { chart, type Dashboard, rateOf } from './panels.ts';

/** The event logs: one in each region. */
export function kafka(): Dashboard {
  return {
    uid: 'tandem-kafka',
    title: 'Tandem: Kafka',
    description: 'Lag of the consumers, and the health of the brokers.',
    tags: ['events'],
    choices: [{ label: 'region', of: 'tandem_events_lag_messages' }],
    rows: [
      {
        title: 'Consumers',
        panels: [
          chart(
            {
              title: 'Lag',
              description: 'Messages that a workload has not committed.',
              unit: 'short',
            },
            [
              'max by (region, group, topic) (tandem_events_lag_messages{region=~"$region"})',
              '{{region}} {{group}} {{topic}}',
            ],
          ),
          chart(
            {
              title: 'Not published',
              description: 'Published again by the drive of their transaction.',
              unit: 'ops',
            },
            [
              rateOf('tandem_ledger_unpublished_total{region=~"$region"}', 'region', 'topic'),
              '{{region}} {{topic}}',
            ],
          ),
        ],
      },
      {
        title: 'Brokers',
        panels: [
          chart(
            {
              title: 'Partitions that are in trouble',
              description: 'Without a leader, below the minimum in sync, or behind.',
              unit: 'short',
            },
            [
              'max by (region) (kafka_controller_kafkacontroller_offlinepartitionscount{region=~"$region"})',
              'offline {{region}}',
            ],
            [
              'sum by (region) (kafka_cluster_partition_underminisr{region=~"$region"})',
              'below min. ISR {{region}}',
            ],
            [
              'sum by (region) (kafka_server_replicamanager_underreplicatedpartitions{region=~"$region"})',
              'under-replicated {{region}}',
            ],
          ),
          chart(
            {
              title: 'Leaders',
              description: 'Spread over the brokers; Cruise Control evens them out.',
              unit: 'short',
            },
            [
              'max by (region, pod) (kafka_server_replicamanager_leadercount{region=~"$region"})',
              '{{region}} {{pod}}',
            ],
          ),
          chart({ title: 'Messages in', description: 'By topic.', unit: 'ops' }, [
            rateOf(
              'kafka_server_brokertopicmetrics_messagesinpersec_total{region=~"$region",topic!=""}',
              'region',
              'topic',
            ),
            '{{region}} {{topic}}',
          ]),
          chart(
            {
              title: 'Free on the volumes',
              description: 'Retention keeps it even.',
              unit: 'percentunit',
            },
            [
              'min by (region, persistentvolumeclaim) (kubelet_volume_stats_available_bytes{namespace="kafka",region=~"$region"} / kubelet_volume_stats_capacity_bytes{namespace="kafka",region=~"$region"})',
              '{{region}} {{persistentvolumeclaim}}',
            ],
          ),
        ],
      },
    ],
  };
}
