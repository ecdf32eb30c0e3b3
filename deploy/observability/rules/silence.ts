import type { Topology } from '@tandem/topology';
import type { Alert, Group, Input } from './rule.ts';

/** The service of the ruler of Thanos, as kube-prometheus-stack names it, and so its job. */
const RULER = 'job="kube-prometheus-stack-thanos-ruler"';

interface Source {
  readonly name: string;
  /** A series that is always there while the source is scraped. */
  readonly series: string;
}

/** Everything that other rules read and that no process of ours exports. */
const SOURCES: readonly Source[] = [
  { name: 'kube-state-metrics', series: 'kube_deployment_status_replicas_available' },
  { name: 'kubelet', series: 'kubelet_volume_stats_capacity_bytes' },
  { name: 'cloudwatch-exporter', series: 'cloudwatch_exporter_scrape_error' },
  { name: 'redis-cloud', series: 'up{job="redis-cloud"}' },
  { name: 'atlas', series: 'mongodb_members_health' },
  { name: 'thanos-sidecar', series: 'thanos_objstore_bucket_last_successful_upload_time' },
  { name: 'thanos-ruler', series: `up{${RULER}}` },
  { name: 'argocd', series: 'argocd_app_info' },
];

const there = ({ series }: Source): Input => ({ series, values: '1x40' });

/**
 * What tells that nothing is told: the comparison of a series that is gone is no alert, so every other rule
 * takes silence for health.
 */
export function silenceRules({ identity, workloads }: Topology): Group {
  const { namespace } = identity.podIdentity;
  const names = Object.keys(workloads);
  const shown = (job: string, values: string): Input => ({
    series: `up{namespace="${namespace}",job="${job}",pod="a"}`,
    values,
  });
  const others = names.filter((name) => name !== 'sms').map((name) => shown(name, '1x20'));
  const rules: Alert[] = [
    {
      alert: 'WorkloadSilent',
      expr: [
        `max by (namespace, job) (up{namespace="${namespace}"}) == 0`,
        ...names.map((name) => `absent(up{namespace="${namespace}",job="${name}"})`),
      ].join(' or '),
      for: '3m',
      severity: 'page',
      summary:
        'No process of {{ $labels.job }} shows its metrics: all are gone, or nobody sees them',
      runbook: 'platform.md#silence',
      expected: [{ namespace, job: 'sms' }],
      fires: { input: [...others, shown('sms', '1x2 _x20')], at: '15m' },
      quiet: { input: [...others, shown('sms', '1x20')], at: '15m' },
    },
    {
      alert: 'SourceSilent',
      expr: SOURCES.map(
        ({ name, series }) => `label_replace(absent(${series}), "source", "${name}", "", "")`,
      ).join(' or '),
      for: '15m',
      severity: 'ticket',
      summary:
        'Nothing comes from {{ $labels.source }}: rules that read it are quiet whatever happens',
      runbook: 'platform.md#silence',
      expected: [{ source: 'atlas' }],
      fires: { input: SOURCES.filter(({ name }) => name !== 'atlas').map(there), at: '30m' },
      quiet: { input: SOURCES.map(there), at: '30m' },
    },
    {
      alert: 'CloudWatchUnread',
      expr: 'max(cloudwatch_exporter_scrape_error) > 0',
      for: '15m',
      severity: 'ticket',
      summary:
        'CloudWatch refuses its exporter: certificates, tunnels and replication are not watched',
      runbook: 'platform.md#silence',
      expected: [{}],
      fires: {
        input: [{ series: 'cloudwatch_exporter_scrape_error{pod="a"}', values: '1x40' }],
        at: '30m',
      },
      quiet: {
        input: [{ series: 'cloudwatch_exporter_scrape_error{pod="a"}', values: '1x3 0x40' }],
        at: '30m',
      },
    },
    {
      alert: 'RulesOfBothRegionsFail',
      expr: `sum(increase(prometheus_rule_evaluation_failures_total{${RULER}}[5m])) > 0`,
      for: '5m',
      severity: 'page',
      summary:
        'The ruler cannot ask Thanos: nobody here would hear that the other region is lost, or that none is active',
      runbook: 'platform.md#silence',
      expected: [{}],
      fires: {
        input: [
          {
            series: `prometheus_rule_evaluation_failures_total{${RULER},rule_group="g"}`,
            values: '0+4x20',
          },
        ],
        at: '15m',
      },
      quiet: {
        input: [
          {
            series: `prometheus_rule_evaluation_failures_total{${RULER},rule_group="g"}`,
            values: '0 4x20',
          },
        ],
        at: '15m',
      },
    },
  ];
  return { name: 'silence', rules };
}
