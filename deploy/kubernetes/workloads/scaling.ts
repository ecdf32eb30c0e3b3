import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import type { IHorizontalPodAutoscalerBehavior } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscalerBehavior';
import type { IMetricSpec } from 'kubernetes-models/autoscaling/v2/MetricSpec';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { type Manifest, rowed } from '../framework/spec.ts';
import { seconds } from '../framework/units.ts';
import { metadataOf, type WorkloadFacts } from './facts.ts';

export function autoscaler(facts: WorkloadFacts): Manifest {
  const { context, name, workload } = facts;
  const { min, max } = workload.replicas[context.region.role];
  return rowed<IHorizontalPodAutoscaler>(['T4', ...facts.rows], {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: metadataOf(facts),
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: min,
      maxReplicas: max,
      metrics: workload.scaling.map(metricOf),
      behavior: behaviourOf(facts),
    },
  });
}

function metricOf({
  source,
  metric,
  target,
}: WorkloadFacts['workload']['scaling'][number]): IMetricSpec {
  if (source === 'cpu') {
    return {
      type: 'Resource',
      resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: target } },
    };
  }
  return {
    type: 'Pods',
    pods: {
      metric: { name: metric },
      target: { type: 'AverageValue', averageValue: String(target) },
    },
  };
}

/**
 * Up as fast as the figures of the topology allow, since a lost region sends all its traffic at once; down
 * only when the load stayed low. Whoever holds connections goes one at a time, each after the one before
 * has had the time to drain: every pod that leaves cuts applets or binds off.
 */
function behaviourOf({ context, workload }: WorkloadFacts): IHorizontalPodAutoscalerBehavior {
  const { hpa } = context.topology.autoscaling;
  const { nlb } = context.topology.aws;
  const holdsMs = workload.exposure === 'nlb' ? nlb.deregistrationDelayMs : undefined;
  const bindsMs = workload.dependencies.calls.includes('smsc')
    ? context.topology.shutdown.terminationGraceMs
    : undefined;
  const oneEach = holdsMs ?? bindsMs;
  return {
    scaleUp: {
      stabilizationWindowSeconds: seconds(hpa.upStabilisationMs),
      selectPolicy: 'Max',
      policies: [
        {
          type: 'Percent',
          value: hpa.scaleUp.percent,
          periodSeconds: seconds(hpa.scaleUp.periodMs),
        },
        { type: 'Pods', value: hpa.scaleUp.pods, periodSeconds: seconds(hpa.scaleUp.periodMs) },
      ],
    },
    scaleDown: {
      stabilizationWindowSeconds: seconds(hpa.downStabilisationMs),
      selectPolicy: 'Min',
      policies:
        oneEach === undefined
          ? [
              {
                type: 'Percent',
                value: hpa.scaleDown.percent,
                periodSeconds: seconds(hpa.scaleDown.periodMs),
              },
            ]
          : [{ type: 'Pods', value: 1, periodSeconds: seconds(oneEach) }],
    },
  };
}

/** One may go at a time, even the only one: a budget that lets no pod go keeps a node from being drained. */
export const disruptionBudget = (facts: WorkloadFacts): Manifest =>
  rowed<IPodDisruptionBudget>(['W5', ...facts.rows], {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: metadataOf(facts),
    spec: {
      maxUnavailable: 1,
      selector: { matchLabels: facts.selector },
      // A pod that never became ready holds no node back.
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    },
  });
