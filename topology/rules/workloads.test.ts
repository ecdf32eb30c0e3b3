import { refuses } from './testing/seeds.ts';

refuses('workloads', [
  {
    title: 'a passive region without sms',
    set: { 'workloads.sms.replicas.passive.min': 0 },
    path: 'workloads.sms.replicas.passive.min',
    text: 'must be at least 1: without sms no SMPP bind is warm there',
  },
  {
    title: 'a passive region without a workload',
    set: { 'workloads.timer.replicas.passive.min': 0 },
    path: 'workloads.timer.replicas.passive.min',
    text: 'must be at least 1: timer must run at its minimum in every region',
  },
  {
    title: 'a passive region heavier than the active one',
    set: { 'workloads.api.replicas.passive.min': 4 },
    path: 'workloads.api.replicas.passive.min',
    text: 'the passive region is the lighter one',
  },
  {
    title: 'an autoscaler whose maximum is below its minimum',
    set: { 'workloads.api.replicas.active.max': 2 },
    path: 'workloads.api.replicas.active.max',
    text: 'is below the minimum of 3',
  },
  {
    title: 'a node pool whose maximum is below its minimum',
    set: { 'workerGroups.spot.nodes.passive.max': 1 },
    path: 'workerGroups.spot.nodes.passive.max',
    text: 'is below the minimum of 2',
  },
  {
    title: 'a standby that cannot grow to the size of the active region',
    set: { 'workloads.sim.replicas.passive.max': 2 },
    path: 'workloads.sim.replicas.passive.max',
    text: 'must allow at least the 3 replicas that the active region runs',
  },
  {
    title: 'two listeners of one pod on one port',
    set: { 'workloads.api.ports[1].port': 8080 },
    path: 'workloads.api.ports[1].port',
    text: 'ops collides with http',
  },
  {
    title: 'a load balancer that points where nobody listens',
    set: { 'aws.alb.targets[0].port': 8081 },
    path: 'aws.alb.targets[0].port',
    text: 'api does not listen there',
    allowed: [8080, 9090],
  },
  {
    title: 'a bucket that does not exist',
    set: { 'workloads.audit.dependencies.buckets[0].name': 'archive' },
    path: 'workloads.audit.dependencies.buckets[0].name',
    text: 'is not a bucket of aws.s3',
    allowed: [
      'audit-archive',
      'backups',
      'loki',
      'thanos',
      'redis-backups',
      'edge-logs',
      'edge-trust',
    ],
  },
  {
    title: 'a topic that nothing publishes',
    set: {
      'workloads.api.dependencies.publishes': [],
      'workloads.scheduled-jobs.dependencies.publishes': [],
    },
    path: 'workloads.mno.dependencies.consumes[0]',
    text: 'nothing publishes it',
  },
  {
    title: 'an NLB that points where sim does not listen',
    set: { 'aws.nlb.targetPort': 9507 },
    path: 'aws.nlb.targetPort',
    text: 'sim does not listen there',
    allowed: [9506, 9090],
  },
  {
    title: 'a component that writes to no bucket',
    set: { 'components[0].buckets': [{ name: 'logs', access: 'read' }] },
    path: 'components[0].buckets[0].name',
    text: 'is not a bucket of aws.s3',
  },
]);
