import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { stringify } from 'yaml';
import { type Manifest, rowed } from '../framework/spec.ts';
import { KAFKA_NAMESPACE } from './names.ts';

const NAME = 'kafka-metrics';
const KEY = 'rules.yml';

export const METRICS = {
  type: 'jmxPrometheusExporter' as const,
  valueFrom: { configMapKeyRef: { name: NAME, key: KEY } },
};

/** Names of metrics from those of JMX beans, as Strimzi's own examples make them. */
const RULES = {
  lowercaseOutputName: true,
  rules: [
    {
      pattern:
        'kafka.server<type=(.+), name=(.+), clientId=(.+), topic=(.+), partition=(.*)><>Value',
      name: 'kafka_server_$1_$2',
      type: 'GAUGE',
      labels: { clientId: '$3', topic: '$4', partition: '$5' },
    },
    {
      pattern: 'kafka.(\\w+)<type=(.+), name=(.+)Percent\\w*><>MeanRate',
      name: 'kafka_$1_$2_$3_percent',
      type: 'GAUGE',
    },
    {
      pattern: 'kafka.(\\w+)<type=(.+), name=(.+)PerSec\\w*, (.+)=(.+)><>Count',
      name: 'kafka_$1_$2_$3_total',
      type: 'COUNTER',
      labels: { $4: '$5' },
    },
    {
      pattern: 'kafka.(\\w+)<type=(.+), name=(.+)PerSec\\w*><>Count',
      name: 'kafka_$1_$2_$3_total',
      type: 'COUNTER',
    },
    {
      pattern: 'kafka.(\\w+)<type=(.+), name=(.+), (.+)=(.+), (.+)=(.+)><>Value',
      name: 'kafka_$1_$2_$3',
      type: 'GAUGE',
      labels: { $4: '$5', $6: '$7' },
    },
    {
      pattern: 'kafka.(\\w+)<type=(.+), name=(.+), (.+)=(.+)><>Value',
      name: 'kafka_$1_$2_$3',
      type: 'GAUGE',
      labels: { $4: '$5' },
    },
    {
      pattern: 'kafka.(\\w+)<type=(.+), name=(.+)><>Value',
      name: 'kafka_$1_$2_$3',
      type: 'GAUGE',
    },
    {
      pattern: 'kafka.server<type=raft-metrics><>(.+):',
      name: 'kafka_server_raftmetrics_$1',
      type: 'GAUGE',
    },
  ],
};

export const metricsRules = (): Manifest =>
  rowed<IConfigMap>(['W2', 'O2'], {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: NAME, namespace: KAFKA_NAMESPACE },
    data: { [KEY]: stringify(RULES, { lineWidth: 0 }) },
  });
