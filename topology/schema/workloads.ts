import { Type } from 'typebox';
import { TOPICS } from './data.ts';
import { count, durationMs, keyed, list, name, oneOf, port, record, rows } from './kinds.ts';

export const WORKLOADS = [
  'api',
  'sim',
  'sms',
  'mno',
  'timer',
  'scheduled-jobs',
  'audit',
  'dashboard',
] as const;
export const WORKER_GROUPS = ['unibeam', 'kafka', 'spot', 'monitor'] as const;
export const ROLES = ['active', 'passive'] as const;

const SizeSchema = record({ min: Type.Integer(), max: Type.Integer() });
const byRole = <T extends Parameters<typeof keyed>[1]>(item: T) => keyed(ROLES, item);

const ScalingMetricSchema = record({
  source: oneOf('cpu', 'pods'),
  /** `cpu` for the utilisation, else a metric that the workload exports. */
  metric: name(),
  /** Percent of the request for `cpu`, else the average value for each pod. */
  target: count(1),
});

const access = () => oneOf('none', 'read', 'read-write');

const DependenciesSchema = record({
  documents: access(),
  cache: access(),
  publishes: list(oneOf(...TOPICS)),
  consumes: list(oneOf(...TOPICS)),
  /** Names in Secrets Manager; `customers/*` is every secret under that path. */
  secrets: list(name()),
  buckets: list(record({ name: name(), access: access() })),
  /** Parties outside the system that it calls. */
  calls: list(oneOf('smsc', 'mno-api', 'customers')),
});

export const WorkloadSchema = record({
  rows: rows(),
  purpose: name(),
  workerGroup: name(),
  priority: oneOf('path', 'support'),
  /** Who reaches its port from outside the cluster. */
  exposure: oneOf('alb', 'nlb', 'internal'),
  /** Does singleton work, guarded by the fencing epoch. */
  singleton: Type.Boolean(),
  ports: list(record({ name: name(), port: port() }), 1),
  replicas: byRole(SizeSchema),
  scaling: list(ScalingMetricSchema, 1),
  requests: record({ cpuMillis: count(1), memoryMib: count(1) }),
  limits: record({ memoryMib: count(1) }),
  dependencies: DependenciesSchema,
});

export const WorkloadsSchema = keyed(WORKLOADS, WorkloadSchema);

const WorkerGroupSchema = record({
  rows: rows(),
  provisioner: oneOf('karpenter', 'managed-node-group'),
  capacity: oneOf('on-demand', 'spot'),
  instanceTypes: list(name(), 1),
  /** `monitor` has none, so that what has no toleration (CoreDNS, add-ons) lands somewhere. */
  tainted: Type.Boolean(),
  nodes: byRole(SizeSchema),
  diskGib: count(1),
  consolidation: oneOf('when-empty', 'when-empty-or-underutilized'),
  consolidateAfterMs: durationMs(),
  /** Nodes that a voluntary disruption may take at once. */
  disruptionBudgetNodes: count(),
  expireAfterMs: durationMs(),
  /** Warning before the provider takes a node back; 0 when it does not. */
  reclaimNoticeMs: durationMs(0),
});

export const WorkerGroupsSchema = keyed(WORKER_GROUPS, WorkerGroupSchema);
