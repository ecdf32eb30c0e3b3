import type { IPodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor';
import type { RegionContext } from '../framework/context.ts';
import { type Manifest, rowed } from '../framework/spec.ts';
import { seconds } from '../framework/units.ts';
import { CLUSTER, KAFKA_NAMESPACE } from './names.ts';

/** Brokers, controllers, cruise control and the exporter: all have a port of this name (Strimzi, "Metrics"). */
export const podMonitor = ({ topology }: RegionContext): Manifest =>
  rowed<IPodMonitor>(['W2', 'O2'], {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: { name: 'kafka', namespace: KAFKA_NAMESPACE },
    spec: {
      namespaceSelector: { matchNames: [KAFKA_NAMESPACE] },
      selector: { matchLabels: { 'strimzi.io/cluster': CLUSTER } },
      podMetricsEndpoints: [
        {
          port: 'tcp-prometheus',
          path: '/metrics',
          interval: `${seconds(topology.observability.prometheus.scrapeMs)}s`,
          relabelings: [
            {
              sourceLabels: ['__meta_kubernetes_pod_label_strimzi_io_name'],
              targetLabel: 'strimzi_io_name',
            },
          ],
        },
      ],
    },
  });
