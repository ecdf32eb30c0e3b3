import { listAt, named, objectAt } from '../checks/view.ts';
import { podTemplates } from './pods.ts';
import type { Policy } from './policy.ts';

export const shutdown: Policy = {
  name: 'shutdown',
  says: 'a pod has the time to leave its load balancer and to drain, within the notice of a reclaim',
  findings: ({ topology, objects }) => {
    const drain = topology.shutdown.drainDeadlineMs / 1_000;
    const notices = Object.values(topology.workerGroups).map((group) => group.reclaimNoticeMs);
    const notice = Math.min(...notices.filter((ms) => ms > 0)) / 1_000;
    return podTemplates(objects)
      .filter(({ namespace }) => namespace === topology.identity.podIdentity.namespace)
      .flatMap(({ owner, spec, containers }) => {
        const grace = Number(spec.terminationGracePeriodSeconds ?? 30);
        const leaves = containers.map((one) =>
          Number(objectAt(one, 'lifecycle', 'preStop', 'sleep').seconds ?? 0),
        );
        const needed = Math.max(0, ...leaves) + drain;
        const served = containers.some((one) => listAt(one, 'ports').length > 1);
        return [
          ...(grace > needed
            ? []
            : [`${named(owner)}: killed after ${grace} s, needs ${needed} s`]),
          ...(grace < notice ? [] : [`${named(owner)}: ${grace} s are more than a reclaim gives`]),
          ...(served && Math.max(0, ...leaves) === 0
            ? [`${named(owner)}: stops before its load balancer knows`]
            : []),
        ];
      });
  },
};
