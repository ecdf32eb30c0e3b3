import { Type } from 'typebox';
import {
  count,
  durationMs,
  fixedMs,
  list,
  name,
  oneOf,
  ours,
  port,
  record,
  rows,
} from './kinds.ts';

/** Defaults of the horizontal pod autoscaler and of Karpenter that the forecast simulates. */
export const AutoscalingSchema = record({
  hpa: record({
    rows: rows(),
    syncMs: durationMs(),
    tolerance: Type.Number({ minimum: 0 }),
    downStabilisationMs: durationMs(),
    upStabilisationMs: durationMs(0),
    scaleUp: record({ percent: count(), pods: count(), periodMs: durationMs() }),
    scaleDown: record({ percent: count(), periodMs: durationMs() }),
    readinessDelayMs: durationMs(),
    cpuInitialisationMs: durationMs(),
    metricsFrom: list(oneOf('metrics-server', 'prometheus-adapter'), 1),
  }),
  karpenter: record({
    rows: rows(),
    batchIdleMs: durationMs(),
    batchMaxMs: durationMs(),
    /** How long a type and zone is avoided after a spot notice. */
    spotBlockMs: durationMs(),
  }),
  placement: record({
    rows: rows(),
    nodeLabel: name(),
    taintKey: name(),
    taintEffect: oneOf('NoSchedule', 'NoExecute'),
  }),
});

const ComponentPortSchema = record({
  port: port(),
  protocol: oneOf('tcp', 'udp'),
  /** Who calls it from another node: pods, or the API server (webhooks, aggregated APIs). */
  from: oneOf('pods', 'control-plane'),
});

export const ComponentSchema = record({
  rows: rows(),
  name: name(),
  purpose: name(),
  delivery: oneOf('eks-addon', 'argocd'),
  kind: oneOf('controller', 'daemonset', 'stateful'),
  namespace: name(),
  /** A worker group, or `every-node` for a daemonset. */
  workerGroup: name(),
  /** AWS services that its role may call. */
  aws: list(name()),
  buckets: list(record({ name: name(), access: oneOf('read', 'read-write') })),
  /** Names in Secrets Manager that it reads. */
  secrets: list(name()),
  /** What others reach across nodes; the security groups and network policies follow it. */
  ports: list(ComponentPortSchema),
});

export const IdentitySchema = record({
  podIdentity: record({ rows: rows(), agent: name(), namespace: name() }),
  leastPrivilege: record({
    rows: rows(),
    scope: oneOf('namespace-and-workload'),
    forbiddenVariables: list(name(), 1),
  }),
  access: record({ rows: rows(), services: list(oneOf('s3', 'secretsmanager'), 1) }),
});

const RetentionSchema = record({ medium: oneOf('ebs', 's3'), retentionMs: fixedMs() });

const share = () => Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 });

/** What is promised over the window; alerts burn against it. */
const ObjectivesSchema = record({
  ours: ours(),
  windowMs: fixedMs(),
  /** Answers of the API that are no error of ours. */
  api: share(),
  apiLatency: record({ share: share(), withinMs: fixedMs() }),
  /** Exchanges with applets that are no error of ours. */
  sim: share(),
  /** From the request to the notification on the SIM. */
  timeToSim: record({ share: share(), withinMs: fixedMs() }),
});

export const ObservabilitySchema = record({
  loki: record({
    rows: rows(),
    shortTerm: RetentionSchema,
    longTerm: RetentionSchema,
    bucket: name(),
    volumeGib: count(1),
  }),
  prometheus: record({
    rows: rows(),
    storage: RetentionSchema,
    volumeGib: count(1),
    scrapeMs: durationMs(),
    integrations: list(
      record({
        with: oneOf('redis-cloud', 'mongodb-atlas', 'cloudwatch'),
        role: oneOf('results-cache', 'business-metrics', 'alarms'),
        reading: ours(),
        alsoScraped: Type.Boolean(),
      }),
      1,
    ),
    /** Business metrics are rolled up into documents this often. */
    rollupMs: durationMs(),
  }),
  thanos: record({
    rows: rows(),
    bucket: name(),
    replicated: Type.Boolean(),
    visibleFrom: oneOf('every-region'),
    retentionMs: record({ raw: fixedMs(), fiveMinutes: fixedMs(), oneHour: fixedMs() }),
  }),
  visual: record({ rows: rows(), tools: list(name(), 1), logShipper: oneOf('promtail', 'alloy') }),
  objectives: ObjectivesSchema,
  alerting: record({
    ours: ours(),
    pager: record({ kind: oneOf('pagerduty'), hostname: name() }),
    /** Alarms of CloudWatch, for what is seen from outside of a cluster only. */
    cloudwatch: record({
      periodMs: fixedMs(),
      /** As many periods in a row. */
      periods: count(1),
      /** Tunnels are measured more rarely than the rest. */
      tunnelPeriodMs: fixedMs(),
      /** Errors that an ALB answers by itself in one period, for want of a target. */
      balancerErrors: count(1),
    }),
    /** Certificates and secrets are older than they should be from here on. */
    certificateLeftMs: fixedMs(),
    secretAgeMs: fixedMs(),
  }),
});

/** From where the manifests are applied: ArgoCD of each region reads the branch of its own region. */
export const DeliverySchema = record({
  ours: ours(),
  repository: name(),
  branchPrefix: name(),
});
