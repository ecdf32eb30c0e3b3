import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { RegionContext } from '../framework/context.ts';
import { type Manifest, rowed } from '../framework/spec.ts';
import { CLUSTER, KAFKA_NAMESPACE } from './names.ts';

const METRICS_PORT = 9_404;

const namespace = (name: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});

/**
 * Strimzi makes a policy for each of its listeners; this one is there before the first of them, and says who
 * may read the metrics.
 */
export const kafkaPolicies = (context: RegionContext): Manifest[] => [
  rowed<INetworkPolicy>(['W2', 'P2'], {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'workloads-and-metrics', namespace: KAFKA_NAMESPACE },
    spec: {
      podSelector: { matchLabels: { 'strimzi.io/cluster': CLUSTER } },
      policyTypes: ['Ingress'],
      ingress: [
        { from: [namespace(context.namespace)], ports: [tcp(context.topology.events.port)] },
        { from: [namespace('monitoring')], ports: [tcp(METRICS_PORT)] },
        // Of one another, and of the operator beside them.
        { from: [{ podSelector: {} }] },
      ],
    },
  }),
];

const tcp = (port: number) => ({ protocol: 'TCP' as const, port });
