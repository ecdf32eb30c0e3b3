import type { TopologyDraft } from '../schema/topology.ts';
import { DAY, MINUTE, SECOND } from '../time.ts';

export const autoscaling: TopologyDraft['autoscaling'] = {
  // kube-controller-manager and autoscaling/v2 defaults.
  hpa: {
    rows: ['T4'],
    syncMs: 15 * SECOND,
    tolerance: 0.1,
    downStabilisationMs: 5 * MINUTE,
    upStabilisationMs: 0,
    scaleUp: { percent: 100, pods: 4, periodMs: 15 * SECOND },
    scaleDown: { percent: 100, periodMs: 15 * SECOND },
    readinessDelayMs: 30 * SECOND,
    cpuInitialisationMs: 5 * MINUTE,
    metricsFrom: ['metrics-server', 'prometheus-adapter'],
  },
  // BATCH_IDLE_DURATION and BATCH_MAX_DURATION of Karpenter; its cache of unavailable offerings.
  karpenter: {
    rows: ['T5'],
    batchIdleMs: SECOND,
    batchMaxMs: 10 * SECOND,
    spotBlockMs: 3 * MINUTE,
  },
  placement: {
    rows: ['T6'],
    nodeLabel: 'tandem.unibeam.com/worker-group',
    taintKey: 'tandem.unibeam.com/worker-group',
    taintEffect: 'NoSchedule',
  },
};

export const identity: TopologyDraft['identity'] = {
  podIdentity: { rows: ['P1'], agent: 'eks-pod-identity-agent', namespace: 'tandem' },
  leastPrivilege: {
    rows: ['P2'],
    scope: 'namespace-and-workload',
    forbiddenVariables: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
  },
  access: { rows: ['P3'], services: ['s3', 'secretsmanager'] },
};

export const observability: TopologyDraft['observability'] = {
  loki: {
    rows: ['O1'],
    shortTerm: { medium: 'ebs', retentionMs: DAY },
    longTerm: { medium: 's3', retentionMs: 365 * DAY },
    bucket: 'loki',
    volumeGib: 50,
  },
  prometheus: {
    rows: ['O2'],
    storage: { medium: 'ebs', retentionMs: 15 * DAY },
    volumeGib: 100,
    scrapeMs: 15 * SECOND,
    integrations: [
      {
        with: 'redis-cloud',
        role: 'results-cache',
        reading: 'results cache of Thanos query-frontend and of Loki',
        alsoScraped: true,
      },
      {
        with: 'mongodb-atlas',
        role: 'business-metrics',
        reading: 'business metrics rolled up into documents, queried by the dashboard and Grafana',
        alsoScraped: true,
      },
      {
        with: 'cloudwatch',
        role: 'alarms',
        reading: 'exporter and alarms',
        alsoScraped: true,
      },
    ],
    rollupMs: MINUTE,
  },
  thanos: {
    rows: ['O3'],
    bucket: 'thanos',
    replicated: true,
    visibleFrom: 'every-region',
    retentionMs: { raw: 30 * DAY, fiveMinutes: 180 * DAY, oneHour: 730 * DAY },
  },
  visual: {
    rows: ['O4'],
    tools: ['grafana', 'promtail', 'alertmanager'],
    logShipper: 'promtail',
  },
  objectives: {
    ours: 'The description promises survival of a region, and no figures; these are kept with room by the drills.',
    windowMs: 30 * DAY,
    api: 0.9995,
    apiLatency: { share: 0.99, withinMs: 500 },
    sim: 0.999,
    // The wake allowance of an authentication: a notification later than this eats into the popup.
    timeToSim: { share: 0.95, withinMs: 10 * SECOND },
  },
  alerting: {
    ours: 'The description names Alertmanager and not whom it wakes.',
    pager: { kind: 'pagerduty', hostname: 'events.pagerduty.com' },
    cloudwatch: { periodMs: MINUTE, periods: 2, tunnelPeriodMs: 5 * MINUTE, balancerErrors: 10 },
    certificateLeftMs: 21 * DAY,
    secretAgeMs: 90 * DAY,
  },
};

export const delivery: TopologyDraft['delivery'] = {
  ours: 'ArgoCD needs a repository; the owner is replaced per deployment.',
  repository: 'https://github.com/unibeam/tandem-manifests.git',
  branchPrefix: 'region/',
};
