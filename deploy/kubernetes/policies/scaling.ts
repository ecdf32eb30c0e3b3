import { type Emitted, named, objectAt, ofKind, textAt } from '../checks/view.ts';
import { selects } from './pods.ts';
import { eachRegion, type Policy } from './policy.ts';

export const scaling: Policy = {
  name: 'scaling',
  says: 'an autoscaler has room, says how fast it goes both ways, and nobody else sets its replicas',
  findings: (inspected) =>
    eachRegion(inspected, (objects) =>
      ofKind(objects, 'HorizontalPodAutoscaler').flatMap((one) => {
        const spec = objectAt(one.object, 'spec');
        const { minReplicas, maxReplicas } = spec;
        const found: string[] = [];
        if (!(Number(minReplicas) >= 1 && Number(minReplicas) < Number(maxReplicas))) {
          found.push(`${named(one)}: ${minReplicas} to ${maxReplicas} replicas leave no room`);
        }
        for (const way of ['scaleUp', 'scaleDown']) {
          const behaviour = objectAt(spec, 'behavior', way);
          if (
            behaviour.stabilizationWindowSeconds === undefined ||
            behaviour.policies === undefined
          )
            found.push(`${named(one)}: ${way} is left to defaults`);
        }
        const target = deploymentOf(one, objects);
        if (target !== undefined && objectAt(target.object, 'spec').replicas !== undefined) {
          found.push(`${named(target)}: sets the replicas that its autoscaler sets`);
        }
        return found;
      }),
    ),
};

const deploymentOf = (one: Emitted, objects: readonly Emitted[]): Emitted | undefined => {
  const name = textAt(objectAt(one.object, 'spec', 'scaleTargetRef'), 'name');
  return ofKind(objects, 'Deployment').find(
    (candidate) => candidate.namespace === one.namespace && candidate.name === name,
  );
};

export const disruption: Policy = {
  name: 'disruption',
  says: 'a budget lets a node be drained, and every workload has one',
  findings: (inspected) =>
    eachRegion(inspected, (objects) => {
      const budgets = ofKind(objects, 'PodDisruptionBudget');
      const uncovered = ofKind(objects, 'Deployment').filter(({ object, namespace }) => {
        const labels = objectAt(object, 'spec', 'template', 'metadata', 'labels');
        return !budgets.some(
          (one) =>
            one.namespace === namespace &&
            selects(objectAt(one.object, 'spec', 'selector', 'matchLabels'), labels),
        );
      });
      return [
        ...uncovered.map((one) => `${named(one)}: no budget says how many of it may go at once`),
        ...budgets.flatMap((one) => blocked(one, objects)),
      ];
    }),
};

function blocked(one: Emitted, objects: readonly Emitted[]): string[] {
  const { maxUnavailable, minAvailable } = objectAt(one.object, 'spec');
  if (maxUnavailable !== undefined) {
    const none = /^0%?$/.test(String(maxUnavailable));
    return none ? [`${named(one)}: lets no pod go, so no node can be drained`] : [];
  }
  const autoscaler = ofKind(objects, 'HorizontalPodAutoscaler').find(
    ({ namespace, name }) => namespace === one.namespace && name === one.name,
  );
  const least = Number(objectAt(autoscaler?.object, 'spec').minReplicas ?? 1);
  return Number(minAvailable) < least
    ? []
    : [`${named(one)}: ${minAvailable} must stay of ${least}, so no node can be drained`];
}
