import { METRICS_SOURCE } from '@tandem/observability';
import { type Chart, placed, sized } from '../chart.ts';
import { DASHBOARD_LABEL } from '../monitoring/names.ts';

/** Grafana on spot: it keeps nothing, dashboards and sources come from git. */
export const grafana: Chart = {
  name: 'grafana',
  components: ['grafana'],
  project: 'observability',
  wave: 15,
  namespace: 'monitoring',
  repository: 'https://grafana.github.io/helm-charts',
  chart: 'grafana',
  version: '10.1.4',
  // The chart draws a password for its admin at each rendering where it has none.
  ignored: [
    { kind: 'Secret', name: 'grafana', jqPathExpressions: ['.data["admin-password"]'] },
    {
      group: 'apps',
      kind: 'Deployment',
      name: 'grafana',
      jqPathExpressions: ['.spec.template.metadata.annotations["checksum/secret"]'],
    },
  ],
  values: (context) => ({
    replicas: 2,
    ...placed(context, 'grafana'),
    ...sized('100m', '256Mi'),
    serviceAccount: { create: true, name: 'grafana' },
    podDisruptionBudget: { maxUnavailable: 1 },
    persistence: { enabled: false },
    'grafana.ini': {
      analytics: { check_for_updates: false, reporting_enabled: false },
      users: { allow_sign_up: false },
      dashboards: { min_refresh_interval: '10s' },
    },
    datasources: {
      'datasources.yaml': {
        apiVersion: 1,
        datasources: [
          {
            name: 'Metrics of both regions',
            uid: METRICS_SOURCE.uid,
            type: METRICS_SOURCE.type,
            url: 'http://thanos-query-frontend.monitoring.svc:10902',
            isDefault: true,
            jsonData: {
              prometheusType: 'Thanos',
              timeInterval: `${context.topology.observability.prometheus.scrapeMs / 1_000}s`,
            },
          },
          {
            name: 'Logs of this region',
            uid: 'loki',
            type: 'loki',
            url: 'http://loki-query-frontend.logging.svc:3100',
          },
          {
            name: 'CloudWatch',
            uid: 'cloudwatch',
            type: 'cloudwatch',
            jsonData: { authType: 'default', defaultRegion: context.region.name },
          },
          {
            name: 'Alertmanager',
            uid: 'alertmanager',
            type: 'alertmanager',
            url: 'http://alertmanager-operated.monitoring.svc:9093',
            jsonData: { implementation: 'prometheus' },
          },
        ],
      },
    },
    // Its own namespace is all that the sidecar reads; by default it may read every Secret of the cluster.
    rbac: { namespaced: true },
    sidecar: {
      dashboards: {
        enabled: true,
        label: DASHBOARD_LABEL,
        folder: '/tmp/dashboards',
        resource: 'configmap',
      },
    },
    serviceMonitor: { enabled: true },
  }),
};
