import type { PriorityClassName } from '../cluster/priorities.ts';
import type { RegionContext, WorkerGroup } from '../framework/context.ts';

/** Strimzi knows no nodeSelector: the label of the group is asked for as an affinity. */
export function placed(context: RegionContext, priorityClassName: PriorityClassName) {
  const { nodeSelector, tolerations } = context.placement(
    context.topology.events.workerGroup as WorkerGroup,
  );
  const matchExpressions = Object.entries(nodeSelector).map(([key, value]) => ({
    key,
    operator: 'In',
    values: [value],
  }));
  return {
    priorityClassName,
    tolerations: tolerations.map((one) => ({ ...one })),
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions }],
        },
      },
    },
  };
}
