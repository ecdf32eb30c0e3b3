import type { RegionContext } from '../../framework/context.ts';
import { type Chart, sized } from '../chart.ts';

const PROMTAIL_PORT = 3_101;
const LOKI_URL = 'http://loki-distributor.logging.svc:3100/loki/api/v1/push';

/** The one of the description (row O4). */
export const promtail: Chart = {
  name: 'promtail',
  components: ['promtail'],
  project: 'observability',
  wave: 15,
  namespace: 'logging',
  repository: 'ghcr.io/grafana/helm-charts',
  chart: 'promtail',
  version: '6.17.1',
  values: (context) => ({
    ...context.everyNode(),
    ...sized('50m', '128Mi'),
    priorityClassName: 'system-node-critical',
    serviceMonitor: { enabled: true },
    config: {
      clients: [{ url: LOKI_URL, external_labels: { region: context.region.name } }],
      snippets: {
        // Our lines are JSON; levels and workloads become labels, ids of transactions do not.
        pipelineStages: [
          { cri: {} },
          { json: { expressions: { level: 'level', workload: 'workload' } } },
          { labels: { level: '', workload: '' } },
        ],
      },
    },
  }),
};

/** What Grafana recommends since Promtail's end of life (2 March 2026): the same job, in its own language. */
export const alloy: Chart = {
  ...promtail,
  name: 'alloy',
  chart: 'alloy',
  version: '1.4.0',
  values: (context) => ({
    controller: {
      type: 'daemonset',
      ...context.everyNode(),
      priorityClassName: 'system-node-critical',
    },
    alloy: {
      ...sized('50m', '192Mi'),
      // Promtail's, which nodes open to each other.
      listenPort: PROMTAIL_PORT,
      mounts: { varlog: true },
      configMap: { content: alloyPipeline(context.region.name) },
    },
    serviceMonitor: { enabled: true },
  }),
};

const alloyPipeline = (region: string): string => `discovery.kubernetes "pods" {
  role = "pod"
  selectors {
    role  = "pod"
    field = "spec.nodeName=" + coalesce(sys.env("HOSTNAME"), constants.hostname)
  }
}

discovery.relabel "pods" {
  targets = discovery.kubernetes.pods.targets
  rule {
    source_labels = ["__meta_kubernetes_namespace"]
    target_label  = "namespace"
  }
  rule {
    source_labels = ["__meta_kubernetes_pod_name"]
    target_label  = "pod"
  }
  rule {
    source_labels = ["__meta_kubernetes_pod_container_name"]
    target_label  = "container"
  }
}

loki.source.kubernetes "pods" {
  targets    = discovery.relabel.pods.output
  forward_to = [loki.process.ours.receiver]
}

loki.process "ours" {
  stage.json {
    expressions = { level = "level", workload = "workload" }
  }
  stage.labels {
    values = { level = "", workload = "" }
  }
  forward_to = [loki.write.region.receiver]
}

loki.write "region" {
  endpoint {
    url = "${LOKI_URL}"
  }
  external_labels = { region = "${region}" }
}
`;

/** The one that the topology names. */
export const logShipper = (context: RegionContext): Chart =>
  context.topology.observability.visual.logShipper === 'alloy' ? alloy : promtail;
