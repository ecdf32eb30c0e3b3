import { alertmanagerConfig, duration, KEYS_DIR } from '@tandem/observability';
import { seconds } from '../../framework/units.ts';
import { type Chart, GP3, placed, sized } from '../chart.ts';
import { OBJSTORE, OBJSTORE_FILE, SCOPE_LABEL } from '../monitoring/names.ts';
import { thanosName } from '../monitoring/thanos.ts';

const disk = (gib: number) => ({
  volumeClaimTemplate: {
    spec: {
      storageClassName: GP3,
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: `${gib}Gi` } },
    },
  },
});

const BUCKET_DIR = '/etc/thanos/bucket';
const EVERYTHING = { matchLabels: {} };
/** Of a pair: the chart's own figure is `minAvailable: 1`. */
const ONE_STAYS = { enabled: true };

/** Kinds whose state is counted. The chart's own list has secrets and maps too, whose values come with their names. */
const STATES = [
  'certificatesigningrequests',
  'cronjobs',
  'daemonsets',
  'deployments',
  'endpoints',
  'horizontalpodautoscalers',
  'jobs',
  'leases',
  'namespaces',
  'networkpolicies',
  'nodes',
  'persistentvolumeclaims',
  'persistentvolumes',
  'poddisruptionbudgets',
  'pods',
  'replicasets',
  'resourcequotas',
  'services',
  'statefulsets',
  'storageclasses',
  'volumeattachments',
];

/** Prometheus with its operator, Alertmanager and the exporters of Kubernetes; the sidecar of Thanos uploads. */
export const kubePrometheusStack: Chart = {
  name: 'kube-prometheus-stack',
  components: ['kube-prometheus-stack', 'alertmanager'],
  project: 'observability',
  wave: 5,
  namespace: 'monitoring',
  repository: 'ghcr.io/prometheus-community/charts',
  chart: 'kube-prometheus-stack',
  version: '79.7.1',
  serverSide: true,
  ignored: [
    {
      group: 'admissionregistration.k8s.io',
      kind: 'MutatingWebhookConfiguration',
      jqPathExpressions: ['.webhooks[]?.clientConfig.caBundle'],
    },
    {
      group: 'admissionregistration.k8s.io',
      kind: 'ValidatingWebhookConfiguration',
      jqPathExpressions: ['.webhooks[]?.clientConfig.caBundle'],
    },
  ],
  values: (context) => {
    const { prometheus } = context.topology.observability;
    const monitor = placed(context, 'kube-prometheus-stack');
    return {
      fullnameOverride: 'prometheus',
      // Grafana is an application of its own, on spot; the control plane of EKS shows no metrics of its parts.
      grafana: { enabled: false, forceDeployDashboards: false },
      kubeControllerManager: { enabled: false },
      kubeScheduler: { enabled: false },
      kubeEtcd: { enabled: false },
      kubeProxy: { enabled: false },
      prometheusOperator: {
        ...monitor,
        ...sized('100m', '256Mi'),
        admissionWebhooks: { patch: monitor },
      },
      'kube-state-metrics': { ...monitor, ...sized('50m', '192Mi'), collectors: STATES },
      'prometheus-node-exporter': { ...context.everyNode(), ...sized('30m', '48Mi') },
      prometheus: {
        serviceAccount: { create: true, name: 'kube-prometheus-stack' },
        podDisruptionBudget: ONE_STAYS,
        // The other region's queries come to these addresses, which external-dns writes into the zone.
        thanosService: {
          enabled: true,
          annotations: {
            'external-dns.alpha.kubernetes.io/hostname': thanosName(context, context.region.name),
            'external-dns.alpha.kubernetes.io/ttl': '30',
          },
        },
        thanosServiceMonitor: { enabled: true },
        prometheusSpec: {
          ...monitor,
          ...sized('1', '4Gi'),
          replicas: 2,
          podAntiAffinity: 'hard',
          scrapeInterval: `${seconds(prometheus.scrapeMs)}s`,
          evaluationInterval: `${seconds(prometheus.scrapeMs)}s`,
          retention: duration(prometheus.storage.retentionMs),
          // Below the share at which the alert VolumeFillsUp pages, the file system's own part included.
          retentionSize: `${Math.floor(prometheus.volumeGib * 0.75)}GiB`,
          storageSpec: disk(prometheus.volumeGib),
          externalLabels: { region: context.region.name },
          replicaExternalLabelName: 'prometheus_replica',
          thanos: {
            objectStorageConfigFile: `${BUCKET_DIR}/${OBJSTORE_FILE}`,
            volumeMounts: [{ name: 'bucket', mountPath: BUCKET_DIR, readOnly: true }],
            ...sized('100m', '256Mi'),
          },
          volumes: [{ name: 'bucket', configMap: { name: OBJSTORE } }],
          // Ours are of the groups workloads, kafka and monitoring, not of this chart.
          serviceMonitorSelectorNilUsesHelmValues: false,
          podMonitorSelectorNilUsesHelmValues: false,
          ruleSelectorNilUsesHelmValues: false,
          scrapeConfigSelectorNilUsesHelmValues: false,
          probeSelectorNilUsesHelmValues: false,
          // Those of the ruler of Thanos are not for this one.
          ruleSelector: {
            matchExpressions: [{ key: SCOPE_LABEL, operator: 'NotIn', values: ['global'] }],
          },
          serviceMonitorSelector: EVERYTHING,
        },
      },
      alertmanager: {
        serviceAccount: { create: true, name: 'alertmanager' },
        podDisruptionBudget: ONE_STAYS,
        config: alertmanagerConfig(context.topology),
        alertmanagerSpec: {
          ...placed(context, 'alertmanager'),
          ...sized('50m', '128Mi'),
          replicas: 2,
          podAntiAffinity: 'hard',
          storage: disk(5),
          volumes: [
            {
              name: 'keys',
              csi: {
                driver: 'secrets-store.csi.k8s.io',
                readOnly: true,
                volumeAttributes: { secretProviderClass: 'alertmanager' },
              },
            },
          ],
          volumeMounts: [{ name: 'keys', mountPath: KEYS_DIR, readOnly: true }],
        },
      },
      // Rules that need both regions: asked in each, so that either may be lost.
      thanosRuler: {
        enabled: true,
        podDisruptionBudget: ONE_STAYS,
        thanosRulerSpec: {
          ...placed(context, 'thanos'),
          ...sized('100m', '256Mi'),
          replicas: 2,
          podAntiAffinity: 'hard',
          evaluationInterval: `${seconds(prometheus.scrapeMs)}s`,
          queryEndpoints: ['dnssrv+_http._tcp.thanos-query.monitoring.svc.cluster.local'],
          alertmanagersUrl: [
            'dnssrv+http://_http-web._tcp.alertmanager-operated.monitoring.svc.cluster.local',
          ],
          ruleSelector: { matchLabels: { [SCOPE_LABEL]: 'global' } },
          ruleNamespaceSelector: {},
          // What both rulers tell has the same labels, so that the pager takes the two for one.
          labels: { ruler_region: context.region.name },
          alertDropLabels: ['ruler_region', 'thanos_ruler_replica'],
          storage: disk(10),
        },
      },
      // The rules of the chart for parts that EKS hides would page for nothing.
      defaultRules: {
        rules: {
          etcd: false,
          kubeControllerManager: false,
          kubeSchedulerAlerting: false,
          kubeSchedulerRecording: false,
          kubeProxy: false,
        },
      },
    };
  },
};

export const cloudwatchExporter: Chart = {
  name: 'cloudwatch-exporter',
  components: ['cloudwatch-exporter'],
  project: 'observability',
  wave: 15,
  namespace: 'monitoring',
  repository: 'ghcr.io/prometheus-community/charts',
  chart: 'prometheus-cloudwatch-exporter',
  version: '0.25.3',
  values: (context) => {
    const metric = (
      namespace: string,
      name: string,
      dimensions: readonly string[],
      statistic: string,
      more: Readonly<Record<string, unknown>> = {},
    ) => ({
      aws_namespace: namespace,
      aws_metric_name: name,
      aws_dimensions: dimensions,
      aws_statistics: [statistic],
      ...more,
    });
    // Storage and certificates are measured once a day.
    const daily = { period_seconds: 86_400, range_seconds: 172_800, set_timestamp: false };
    const replication = ['SourceBucket', 'DestinationBucket', 'RuleId'];
    const target = ['LoadBalancer', 'TargetGroup'];
    return {
      ...placed(context, 'cloudwatch-exporter'),
      ...sized('100m', '512Mi'),
      serviceAccount: { create: true, name: 'cloudwatch-exporter' },
      aws: { role: '', aws_access_key_id: '', aws_secret_access_key: '' },
      serviceMonitor: { enabled: true, interval: '60s', timeout: '50s' },
      config: JSON.stringify({
        region: context.region.name,
        period_seconds: 300,
        metrics: [
          metric('AWS/CertificateManager', 'DaysToExpiry', ['CertificateArn'], 'Minimum', daily),
          metric('AWS/VPN', 'TunnelState', ['VpnId'], 'Minimum'),
          metric('AWS/S3', 'ReplicationLatency', replication, 'Maximum'),
          metric('AWS/S3', 'OperationsFailedReplication', replication, 'Sum'),
          metric('AWS/NetworkELB', 'UnHealthyHostCount', target, 'Maximum'),
          metric('AWS/ApplicationELB', 'UnHealthyHostCount', target, 'Maximum'),
        ],
      }),
    };
  },
};
