import type { IServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor';
import { type Manifest, rowed } from '../framework/spec.ts';
import { seconds } from '../framework/units.ts';
import { metadataOf, OPS, type WorkloadFacts } from './facts.ts';

export function serviceMonitor(facts: WorkloadFacts): Manifest {
  const { context, selector } = facts;
  const every = seconds(context.topology.observability.prometheus.scrapeMs);
  return rowed<IServiceMonitor>(['O2', ...facts.rows], {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: metadataOf(facts),
    spec: {
      namespaceSelector: { matchNames: [context.namespace] },
      selector: { matchLabels: selector },
      jobLabel: 'app.kubernetes.io/name',
      endpoints: [
        {
          port: OPS,
          path: '/metrics',
          interval: `${every}s`,
          scrapeTimeout: `${Math.floor(every * 0.66)}s`,
        },
      ],
    },
  });
}
