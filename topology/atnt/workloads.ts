import { DOCUMENT } from '../document.ts';
import type { TopologyDraft } from '../schema/topology.ts';

type Workload = TopologyDraft['workloads']['api'];

export const HTTP_PORT = 8080;
/** /health and /metrics, on every workload. */
const OPS = { name: 'ops', port: 9090 };

const cpu = (target: number) => ({ source: 'cpu', metric: 'utilisation', target }) as const;
const pods = (metric: string, target: number) => ({ source: 'pods', metric, target }) as const;

/** On the Unibeam workers, nothing outside the cluster calls it. */
const inner = {
  workerGroup: 'unibeam',
  priority: 'path',
  exposure: 'internal',
  singleton: false,
  ports: [OPS],
} satisfies Partial<Workload>;

export const workloads: TopologyDraft['workloads'] = {
  api: {
    ...inner,
    rows: ['W1-api', 'T4'],
    purpose: 'accepts, answers and relays the requests of customers',
    exposure: 'alb',
    ports: [{ name: 'http', port: HTTP_PORT }, OPS],
    replicas: { active: { min: 3, max: 24 }, passive: { min: 2, max: 24 } },
    scaling: [cpu(60), pods('tandem_api_in_flight_requests', 100)],
    requests: { cpuMillis: 500, memoryMib: 512 },
    limits: { memoryMib: 512 },
    dependencies: {
      documents: 'read-write',
      cache: 'read-write',
      publishes: ['transaction-accepted', 'trail'],
      consumes: [],
      secrets: ['msisdn-hash-key', 'msisdn-seal-key', 'token-signing-key', 'customers/*'],
      buckets: [],
      calls: [],
    },
  },
  sim: {
    ...inner,
    rows: ['W1-sim', 'T4'],
    purpose: 'serves the applets: mailbox, notification, answer',
    exposure: 'nlb',
    ports: [{ name: 'applet', port: DOCUMENT.E5.port }, OPS],
    replicas: { active: { min: 3, max: 24 }, passive: { min: 2, max: 24 } },
    scaling: [cpu(60), pods('tandem_sim_connections', 5_000)],
    requests: { cpuMillis: 500, memoryMib: 512 },
    limits: { memoryMib: 512 },
    dependencies: {
      documents: 'read-write',
      cache: 'read-write',
      publishes: ['transaction-decided', 'trail'],
      consumes: ['subscriber-resolved'],
      secrets: ['applet-master-key'],
      buckets: [],
      calls: [],
    },
  },
  sms: {
    ...inner,
    rows: ['W1-sms', 'T3', 'T4'],
    purpose: 'keeps the SMPP binds and wakes the SIM',
    replicas: { active: { min: 2, max: 8 }, passive: { min: 2, max: 8 } },
    scaling: [cpu(60), pods('tandem_sms_queue_depth', 200)],
    requests: { cpuMillis: 250, memoryMib: 256 },
    limits: { memoryMib: 256 },
    dependencies: {
      documents: 'read-write',
      cache: 'none',
      publishes: ['trail'],
      consumes: ['subscriber-resolved'],
      secrets: ['applet-master-key', 'msisdn-seal-key', 'smsc/*'],
      buckets: [],
      calls: ['smsc'],
    },
  },
  mno: {
    ...inner,
    rows: ['W1-mno', 'T4'],
    purpose: 'resolves the subscriber, its applet and its SIM swap',
    replicas: { active: { min: 2, max: 16 }, passive: { min: 1, max: 16 } },
    scaling: [cpu(60), pods('tandem_mno_operator_queue_depth', 100)],
    requests: { cpuMillis: 250, memoryMib: 256 },
    limits: { memoryMib: 256 },
    dependencies: {
      documents: 'read-write',
      cache: 'read-write',
      publishes: ['subscriber-resolved', 'transaction-decided', 'trail'],
      consumes: ['transaction-accepted'],
      secrets: ['msisdn-seal-key'],
      buckets: [],
      calls: ['mno-api'],
    },
  },
  timer: {
    ...inner,
    rows: ['W1-timer', 'T4'],
    purpose: 'expires transactions at their deadline',
    replicas: { active: { min: 2, max: 4 }, passive: { min: 1, max: 4 } },
    scaling: [cpu(60)],
    requests: { cpuMillis: 100, memoryMib: 192 },
    limits: { memoryMib: 192 },
    dependencies: {
      documents: 'read-write',
      cache: 'none',
      publishes: ['transaction-decided', 'trail'],
      consumes: [],
      secrets: [],
      buckets: [],
      calls: [],
    },
  },
  'scheduled-jobs': {
    ...inner,
    rows: ['W1-scheduled-jobs', 'T4'],
    purpose: 'calls back, re-drives, purges, seals, rolls up',
    singleton: true,
    replicas: { active: { min: 2, max: 8 }, passive: { min: 1, max: 8 } },
    scaling: [cpu(60), pods('tandem_scheduled_jobs_callbacks_waiting', 500)],
    requests: { cpuMillis: 250, memoryMib: 256 },
    limits: { memoryMib: 256 },
    dependencies: {
      documents: 'read-write',
      cache: 'none',
      publishes: ['transaction-accepted', 'subscriber-resolved', 'transaction-decided', 'trail'],
      consumes: ['transaction-decided'],
      secrets: ['customers/*'],
      buckets: [
        { name: 'audit-archive', access: 'read-write' },
        { name: 'backups', access: 'read-write' },
      ],
      calls: ['customers'],
    },
  },
  audit: {
    ...inner,
    rows: ['W1-audit', 'T4'],
    purpose: 'appends every event to the hash chain of the region',
    priority: 'support',
    replicas: { active: { min: 2, max: 4 }, passive: { min: 1, max: 4 } },
    scaling: [cpu(60), pods('tandem_audit_lag_seconds', 5)],
    requests: { cpuMillis: 250, memoryMib: 256 },
    limits: { memoryMib: 256 },
    dependencies: {
      documents: 'read-write',
      cache: 'none',
      publishes: [],
      consumes: ['transaction-accepted', 'subscriber-resolved', 'transaction-decided', 'trail'],
      secrets: [],
      buckets: [{ name: 'audit-archive', access: 'read' }],
      calls: [],
    },
  },
  dashboard: {
    ...inner,
    rows: ['W1-dashboard', 'T4'],
    purpose: 'shows transactions, events, binds and regions to operators',
    priority: 'support',
    exposure: 'alb',
    ports: [{ name: 'http', port: HTTP_PORT }, OPS],
    replicas: { active: { min: 2, max: 4 }, passive: { min: 1, max: 4 } },
    scaling: [cpu(70)],
    requests: { cpuMillis: 100, memoryMib: 192 },
    limits: { memoryMib: 192 },
    dependencies: {
      // It reads for support, and writes what operators order: drains, handovers, callbacks again.
      documents: 'read-write',
      cache: 'read',
      publishes: ['trail'],
      consumes: [],
      secrets: [
        'dashboard-token',
        'operator-token',
        'dashboard-session-key',
        'dashboard-oidc-client-secret',
        'msisdn-hash-key',
      ],
      buckets: [],
      calls: [],
    },
  },
};
