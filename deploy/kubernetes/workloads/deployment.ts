import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { ITopologySpreadConstraint } from 'kubernetes-models/v1/TopologySpreadConstraint';
import { type Manifest, rowed } from '../framework/spec.ts';
import { seconds } from '../framework/units.ts';
import { containerOf } from './container.ts';
import { metadataOf, type WorkloadFacts } from './facts.ts';
import { volumesOf } from './mounts.ts';

/** Of the image: `nonroot` of the distroless images. */
const USER = 65_532;

/** How many replicas it has is the autoscaler's to say, so nothing here does. */
export function deployment(facts: WorkloadFacts): Manifest {
  const { context, labels, name, selector, workload } = facts;
  const group = workload.workerGroup as keyof typeof context.topology.workerGroups;
  return rowed<IDeployment>(['T6', ...facts.rows], {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadataOf(facts),
    spec: {
      revisionHistoryLimit: 5,
      minReadySeconds: settledAfter(facts),
      progressDeadlineSeconds: 600,
      selector: { matchLabels: selector },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: name,
          // Pod Identity brings its own token; nothing here speaks to the API server.
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          priorityClassName: `tandem-${workload.priority}`,
          ...context.placement(group),
          topologySpreadConstraints: spread(facts),
          terminationGracePeriodSeconds: seconds(context.topology.shutdown.terminationGraceMs),
          securityContext: {
            runAsNonRoot: true,
            runAsUser: USER,
            runAsGroup: USER,
            fsGroup: USER,
            fsGroupChangePolicy: 'OnRootMismatch',
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [containerOf(facts)],
          volumes: volumesOf(facts),
        },
      },
    },
  });
}

/** A pod that is ready and dies at once must not let the next one go. */
const STAYS_SECONDS = 10;

/**
 * Nor may one whose load balancer does not know it yet: Kubernetes calls it available, and replaces the others
 * one by one, while each new target still waits for its checks to pass.
 */
function settledAfter({ context, workload }: WorkloadFacts): number {
  const { alb } = context.topology.aws;
  const { healthCheck } = context.topology.edge.accelerator;
  switch (workload.exposure) {
    case 'alb':
      return STAYS_SECONDS + seconds(alb.healthCheck.intervalMs * alb.healthCheck.healthyThreshold);
    case 'nlb':
      return STAYS_SECONDS + seconds(healthCheck.intervalMs * healthCheck.threshold);
    default:
      return STAYS_SECONDS;
  }
}

/**
 * Over zones as far as there are nodes: a lost zone must not keep its pods from the others. Over nodes
 * strictly where the NLB finds pods through their nodes: an empty node refuses connections.
 */
function spread({ selector, workload }: WorkloadFacts): ITopologySpreadConstraint[] {
  const even: Omit<ITopologySpreadConstraint, 'topologyKey' | 'whenUnsatisfiable'> = {
    maxSkew: 1,
    labelSelector: { matchLabels: selector },
    // Each rollout by itself, or the pods that leave would push the new ones together.
    matchLabelKeys: ['pod-template-hash'],
    nodeTaintsPolicy: 'Honor',
  };
  return [
    { ...even, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' },
    {
      ...even,
      topologyKey: 'kubernetes.io/hostname',
      whenUnsatisfiable: workload.exposure === 'nlb' ? 'DoNotSchedule' : 'ScheduleAnyway',
    },
  ];
}
