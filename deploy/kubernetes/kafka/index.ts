import type { GroupSpec } from '../framework/spec.ts';
import { cluster } from './cluster.ts';
import { metricsRules } from './metrics.ts';
import { podMonitor } from './monitor.ts';
import { KAFKA_NAMESPACE } from './names.ts';
import { kafkaPolicies } from './network-policies.ts';
import { nodePools } from './node-pools.ts';
import { topics } from './topics.ts';
import { users } from './users.ts';

export const kafka: GroupSpec = {
  name: 'kafka',
  purpose:
    'The event log of the region: one Kafka cluster in KRaft mode, its topics and its users.',
  wave: 10,
  namespace: KAFKA_NAMESPACE,
  build: (context) => [
    { name: 'cluster', objects: [metricsRules(), cluster(context), ...nodePools(context)] },
    { name: 'topics', objects: topics(context) },
    { name: 'users', objects: users(context) },
    { name: 'network-policies', objects: kafkaPolicies(context) },
    { name: 'monitor', objects: [podMonitor(context)] },
  ],
};
