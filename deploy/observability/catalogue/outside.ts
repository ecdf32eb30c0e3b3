import type { LabelValues, Metric, MetricType } from './metric.ts';

type Labels = Readonly<Record<string, LabelValues>>;

const open = (...names: readonly string[]): Labels =>
  Object.fromEntries(names.map((name) => [name, 'open' as const]));

const of =
  (from: string) =>
  (type: MetricType, name: string, labels: Labels = {}): Metric => ({ name, type, labels, from });

const prometheus = of('Prometheus itself');
const kubernetes = of('kube-state-metrics');
const kubelet = of('kubelet');
// The rules of the JMX exporter that Strimzi's examples have (packaging/examples/metrics).
const kafka = of('Strimzi, JMX exporter');
const redis = of('Redis Cloud, metrics v2');
const atlas = of('MongoDB Atlas, Prometheus integration');
const cloudwatch = of('cloudwatch-exporter');
const thanos = of('Thanos');
const alertmanager = of('Alertmanager');
const ruler = of('Thanos, its ruler');
const argocd = of('ArgoCD');
const mktxp = of('mktxp-exporter');

/**
 * Metrics of others that rules and dashboards name. No running system of ours exports them, so nothing but
 * this list and their documentation says that they exist: it is short on purpose.
 */
export const OUTSIDE_METRICS: readonly Metric[] = [
  prometheus('gauge', 'up'),
  prometheus('gauge', 'prometheus_tsdb_head_series'),
  alertmanager('counter', 'alertmanager_notifications_total', open('integration')),
  alertmanager('counter', 'alertmanager_notifications_failed_total', open('integration', 'reason')),
  ruler('counter', 'prometheus_rule_evaluation_failures_total', open('rule_group', 'strategy')),
  kubernetes('gauge', 'kube_deployment_status_replicas_available', open('deployment')),
  kubernetes('gauge', 'kube_deployment_spec_replicas', open('deployment')),
  kubernetes(
    'gauge',
    'kube_horizontalpodautoscaler_status_current_replicas',
    open('horizontalpodautoscaler'),
  ),
  kubernetes(
    'gauge',
    'kube_horizontalpodautoscaler_spec_max_replicas',
    open('horizontalpodautoscaler'),
  ),
  kubernetes('gauge', 'kube_pod_status_phase', {
    phase: ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'],
  }),
  kubelet('gauge', 'kubelet_volume_stats_available_bytes', open('persistentvolumeclaim')),
  kubelet('gauge', 'kubelet_volume_stats_capacity_bytes', open('persistentvolumeclaim')),
  kafka('gauge', 'kafka_server_replicamanager_underreplicatedpartitions'),
  kafka('gauge', 'kafka_server_replicamanager_leadercount'),
  kafka('gauge', 'kafka_controller_kafkacontroller_offlinepartitionscount'),
  kafka('gauge', 'kafka_controller_kafkacontroller_activecontrollercount'),
  kafka('gauge', 'kafka_cluster_partition_underminisr', open('topic', 'partition')),
  kafka('counter', 'kafka_server_brokertopicmetrics_messagesinpersec_total', open('topic')),
  kafka('counter', 'kafka_server_brokertopicmetrics_bytesinpersec_total', open('topic')),
  kafka('counter', 'kafka_server_brokertopicmetrics_bytesoutpersec_total', open('topic')),
  redis('gauge', 'database_syncer_lag_ms', open('db', 'syncer_type', 'cluster')),
  atlas('gauge', 'mongodb_members_health', open('cl_name', 'member_idx', 'rs_nm')),
  atlas('gauge', 'mongodb_members_state', open('cl_name', 'member_idx', 'rs_nm')),
  cloudwatch(
    'gauge',
    'aws_s3_replication_latency_maximum',
    open('source_bucket', 'destination_bucket', 'rule_id'),
  ),
  cloudwatch(
    'gauge',
    'aws_s3_operations_failed_replication_sum',
    open('source_bucket', 'destination_bucket', 'rule_id'),
  ),
  cloudwatch('gauge', 'cloudwatch_exporter_scrape_error'),
  cloudwatch('gauge', 'aws_certificatemanager_days_to_expiry_minimum', open('certificate_arn')),
  cloudwatch('gauge', 'aws_vpn_tunnel_state_minimum', open('vpn_id')),
  cloudwatch(
    'gauge',
    'aws_networkelb_un_healthy_host_count_maximum',
    open('load_balancer', 'target_group'),
  ),
  cloudwatch(
    'gauge',
    'aws_applicationelb_un_healthy_host_count_maximum',
    open('load_balancer', 'target_group'),
  ),
  thanos('gauge', 'thanos_objstore_bucket_last_successful_upload_time', open('bucket')),
  thanos('gauge', 'thanos_compact_halted'),
  argocd('gauge', 'argocd_app_info', {
    ...open('name', 'project', 'dest_namespace'),
    health_status: 'open',
    sync_status: 'open',
  }),
  mktxp('gauge', 'mktxp_system_uptime', open('routerboard_name', 'routerboard_address')),
];
