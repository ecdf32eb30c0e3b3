import type { Topology } from '@tandem/topology';
import { type Alert, duration, type Group } from './rule.ts';

const DAY_MS = 86_400_000;

/** What the system stands on, and what runs out. */
export function platformRules({ observability, identity }: Topology): Group {
  const { certificateLeftMs, secretAgeMs } = observability.alerting;
  const { namespace } = identity.podIdentity;
  const days = certificateLeftMs / DAY_MS;
  const certificate = 'aws_certificatemanager_days_to_expiry_minimum{certificate_arn="arn:a"}';
  const volume = (name: string, values: string) => ({
    series: `kubelet_volume_stats_${name}_bytes{namespace="kafka",persistentvolumeclaim="data-0"}`,
    values,
  });
  const rules: Alert[] = [
    {
      alert: 'Watchdog',
      expr: 'vector(1)',
      severity: 'none',
      summary:
        'Always there: when whoever is paged no longer hears it, nothing else would be heard either',
      runbook: 'platform.md#watchdog',
      expected: [{}],
      fires: { input: [], at: '1m' },
      quiet: { input: [], at: '0m' },
    },
    {
      alert: 'CertificateExpires',
      expr: `min by (certificate_arn) (aws_certificatemanager_days_to_expiry_minimum) < ${days}`,
      for: '1h',
      severity: 'ticket',
      summary: `{{ $labels.certificate_arn }} expires in less than ${days} days: AWS could not renew it`,
      runbook: 'platform.md#certificates',
      expected: [{ certificate_arn: 'arn:a' }],
      fires: {
        input: [{ series: certificate, values: `${days - 1}x90` }],
        at: '80m',
        evaluated: '10m',
      },
      quiet: {
        input: [{ series: certificate, values: `${days}x90` }],
        at: '80m',
        evaluated: '10m',
      },
    },
    {
      alert: 'SecretOld',
      expr: `time() - min by (secret) (tandem_secret_changed_timestamp_seconds) > ${secretAgeMs / 1_000}`,
      for: '1h',
      severity: 'ticket',
      summary: `{{ $labels.secret }} was not changed for more than ${duration(secretAgeMs)}`,
      runbook: 'platform.md#old-secrets',
      expected: [{ secret: 'customers/*' }],
      fires: {
        input: [
          {
            series:
              'tandem_secret_changed_timestamp_seconds{region="us-east-1",secret="customers/*"}',
            values: `-${secretAgeMs / 1_000 + 60}x90`,
          },
        ],
        at: '80m',
        evaluated: '10m',
      },
      quiet: {
        input: [
          {
            series:
              'tandem_secret_changed_timestamp_seconds{region="us-east-1",secret="customers/*"}',
            values: '0x90',
          },
        ],
        at: '80m',
        evaluated: '10m',
      },
    },
    {
      alert: 'ObjectsReplicateLate',
      // S3 Replication Time Control: most objects within 15 minutes.
      expr: 'max by (source_bucket) (aws_s3_replication_latency_maximum) > 900',
      for: '30m',
      severity: 'ticket',
      summary:
        'Objects of {{ $labels.source_bucket }} reach the other region late: they would be lost with this one',
      runbook: 'data.md#objects',
      expected: [{ source_bucket: 'thanos' }],
      fires: {
        input: [
          {
            series: 'aws_s3_replication_latency_maximum{source_bucket="thanos",rule_id="r"}',
            values: '1200x60',
          },
        ],
        at: '50m',
      },
      quiet: {
        input: [
          {
            series: 'aws_s3_replication_latency_maximum{source_bucket="thanos",rule_id="r"}',
            values: '40x60',
          },
        ],
        at: '50m',
      },
    },
    {
      alert: 'ObjectsNotReplicated',
      expr: 'sum by (source_bucket) (aws_s3_operations_failed_replication_sum) > 0',
      for: '5m',
      severity: 'ticket',
      summary: 'Objects of {{ $labels.source_bucket }} could not be copied to the other region',
      runbook: 'data.md#objects',
      expected: [{ source_bucket: 'loki' }],
      fires: {
        input: [
          {
            series: 'aws_s3_operations_failed_replication_sum{source_bucket="loki",rule_id="r"}',
            values: '3x20',
          },
        ],
        at: '10m',
      },
      quiet: {
        input: [
          {
            series: 'aws_s3_operations_failed_replication_sum{source_bucket="loki",rule_id="r"}',
            values: '0x20',
          },
        ],
        at: '10m',
      },
    },
    {
      alert: 'TunnelDown',
      expr: 'min by (vpn_id) (aws_vpn_tunnel_state_minimum) < 1',
      for: '10m',
      severity: 'ticket',
      summary: 'A tunnel of {{ $labels.vpn_id }} is down; the other one carries the traffic',
      runbook: 'platform.md#tunnels',
      expected: [{ vpn_id: 'vpn-1' }],
      fires: {
        input: [{ series: 'aws_vpn_tunnel_state_minimum{vpn_id="vpn-1"}', values: '0.5x20' }],
        at: '15m',
      },
      quiet: {
        input: [{ series: 'aws_vpn_tunnel_state_minimum{vpn_id="vpn-1"}', values: '0.5x4 1x20' }],
        at: '15m',
      },
    },
    {
      alert: 'TargetDown',
      expr: `count by (job) (up{namespace="${namespace}"} == 0) > 0`,
      for: '5m',
      severity: 'ticket',
      summary: 'A process of {{ $labels.job }} does not show its metrics',
      runbook: 'platform.md#targets',
      expected: [{ job: 'sms' }],
      fires: {
        input: [{ series: `up{namespace="${namespace}",job="sms",pod="a"}`, values: '0x20' }],
        at: '10m',
      },
      quiet: {
        input: [{ series: `up{namespace="${namespace}",job="sms",pod="a"}`, values: '0x2 1x20' }],
        at: '10m',
      },
    },
    {
      alert: 'AutoscalerAtItsMaximum',
      expr:
        'max by (horizontalpodautoscaler) (kube_horizontalpodautoscaler_status_current_replicas)' +
        ' >= on (horizontalpodautoscaler) max by (horizontalpodautoscaler) (kube_horizontalpodautoscaler_spec_max_replicas)',
      for: '15m',
      severity: 'ticket',
      summary: '{{ $labels.horizontalpodautoscaler }} cannot grow any more',
      runbook: 'take-over.md#pods',
      expected: [{ horizontalpodautoscaler: 'api' }],
      fires: {
        input: [
          {
            series:
              'kube_horizontalpodautoscaler_status_current_replicas{horizontalpodautoscaler="api"}',
            values: '24x30',
          },
          {
            series: 'kube_horizontalpodautoscaler_spec_max_replicas{horizontalpodautoscaler="api"}',
            values: '24x30',
          },
        ],
        at: '20m',
      },
      quiet: {
        input: [
          {
            series:
              'kube_horizontalpodautoscaler_status_current_replicas{horizontalpodautoscaler="api"}',
            values: '23x30',
          },
          {
            series: 'kube_horizontalpodautoscaler_spec_max_replicas{horizontalpodautoscaler="api"}',
            values: '24x30',
          },
        ],
        at: '20m',
      },
    },
    {
      alert: 'PodsPending',
      expr: 'sum by (namespace) (kube_pod_status_phase{phase="Pending"}) > 0',
      for: '15m',
      severity: 'ticket',
      summary:
        'Pods of {{ $labels.namespace }} find no node, for longer than Karpenter needs to make one',
      runbook: 'take-over.md#pods',
      expected: [{ namespace }],
      fires: {
        input: [
          {
            series: `kube_pod_status_phase{namespace="${namespace}",pod="a",phase="Pending"}`,
            values: '1x30',
          },
        ],
        at: '20m',
      },
      quiet: {
        input: [
          {
            series: `kube_pod_status_phase{namespace="${namespace}",pod="a",phase="Pending"}`,
            values: '1x3 0x30',
          },
        ],
        at: '20m',
      },
    },
    {
      alert: 'VolumeFillsUp',
      expr: 'min by (namespace, persistentvolumeclaim) (kubelet_volume_stats_available_bytes / kubelet_volume_stats_capacity_bytes) < 0.15',
      for: '10m',
      severity: 'page',
      summary:
        'Less than 15 % of {{ $labels.persistentvolumeclaim }} in {{ $labels.namespace }} is free',
      runbook: 'platform.md#volumes',
      expected: [{ namespace: 'kafka', persistentvolumeclaim: 'data-0' }],
      fires: { input: [volume('available', '10x30'), volume('capacity', '100x30')], at: '15m' },
      quiet: { input: [volume('available', '20x30'), volume('capacity', '100x30')], at: '15m' },
    },
    {
      alert: 'MetricsNotKept',
      expr: 'time() - max(thanos_objstore_bucket_last_successful_upload_time) > 10800',
      for: '15m',
      severity: 'ticket',
      summary:
        'No block of metrics was uploaded for three hours: they are on the disk of one pod only',
      runbook: 'platform.md#metrics-are-not-uploaded',
      expected: [{}],
      fires: {
        input: [
          {
            series: 'thanos_objstore_bucket_last_successful_upload_time{bucket="thanos"}',
            values: '0x300',
          },
        ],
        at: '240m',
        evaluated: '10m',
      },
      quiet: {
        input: [
          {
            series: 'thanos_objstore_bucket_last_successful_upload_time{bucket="thanos"}',
            values: '0+60x300',
          },
        ],
        at: '240m',
        evaluated: '10m',
      },
    },
    {
      alert: 'ApplicationDegraded',
      expr: 'max by (name) (argocd_app_info{health_status="Degraded"}) == 1',
      for: '15m',
      severity: 'ticket',
      summary: 'ArgoCD calls {{ $labels.name }} degraded',
      runbook: 'platform.md#applications',
      expected: [{ name: 'loki' }],
      fires: {
        input: [
          {
            series: 'argocd_app_info{name="loki",health_status="Degraded",sync_status="Synced"}',
            values: '1x30',
          },
        ],
        at: '20m',
      },
      quiet: {
        input: [
          {
            series: 'argocd_app_info{name="loki",health_status="Healthy",sync_status="Synced"}',
            values: '1x30',
          },
        ],
        at: '20m',
      },
    },
  ];
  return { name: 'platform', rules };
}
