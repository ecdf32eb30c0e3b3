import { WORKLOAD_NAMES } from '@tandem/topology';
import type { GroupSpec } from '../framework/spec.ts';
import { deployment } from './deployment.ts';
import { factsOf } from './facts.ts';
import { serviceMonitor } from './monitor.ts';
import { secretProviderClass } from './mounts.ts';
import { defaultDeny, networkPolicy } from './network-policies.ts';
import { autoscaler, disruptionBudget } from './scaling.ts';
import { serviceAccount, services, targetGroupBinding } from './services.ts';

export const workloads: GroupSpec = {
  name: 'workloads',
  purpose:
    'The eight workloads, each with all that it needs, and the way in and out of its namespace.',
  wave: 15,
  namespace: 'tandem',
  build: (context) => [
    { name: 'namespace', objects: [defaultDeny(context)] },
    ...WORKLOAD_NAMES.map((name) => {
      const facts = factsOf(context, name);
      return {
        name,
        objects: [
          serviceAccount(facts),
          ...secretProviderClass(facts),
          ...services(facts),
          deployment(facts),
          autoscaler(facts),
          disruptionBudget(facts),
          networkPolicy(facts),
          serviceMonitor(facts),
          ...targetGroupBinding(facts),
        ],
      };
    }),
  ],
};
