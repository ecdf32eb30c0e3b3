import type { Topology, WorkloadName } from '@tandem/topology';
import type { Metric } from '../catalogue/metric.ts';
import { WORKLOAD_METRICS } from '../catalogue/workloads.ts';
import { chart, type Dashboard, type Panel, quantileOf, rateOf, type Unit } from './panels.ts';

const REGION = 'region=~"$region"';

/** One for each workload: everything that it exports, then what every process does. */
export const workloadDashboards = (topology: Topology): Dashboard[] =>
  (Object.keys(topology.workloads) as WorkloadName[]).map((name) =>
    workloadDashboard(topology, name),
  );

function workloadDashboard({ workloads, identity }: Topology, name: WorkloadName): Dashboard {
  const own = WORKLOAD_METRICS.filter(({ from }) => from === name);
  const { namespace } = identity.podIdentity;
  return {
    uid: `tandem-${name}`,
    title: `Tandem: ${name}`,
    description: `The workload that ${workloads[name].purpose}.`,
    tags: ['workload'],
    choices: [{ label: 'region', of: 'tandem_health_up' }],
    rows: [
      { title: 'What it does', panels: own.map(panelOf) },
      { title: 'Its processes', panels: processPanels(name, namespace) },
    ],
  };
}

function panelOf({ name, type, labels }: Metric): Panel {
  const by = ['region', ...Object.keys(labels)];
  const legend = by.map((label) => `{{${label}}}`).join(' ');
  const description = `\`${name}\`, by ${by.join(', ')}.`;
  const title = titleOf(name);
  if (type === 'histogram') {
    return chart(
      { title, description, unit: 's' },
      ...[0.5, 0.99].map(
        (share) => [quantileOf(share, name, REGION, ...by), `p${share * 100} ${legend}`] as const,
      ),
    );
  }
  if (type === 'counter') {
    return chart({ title, description, unit: 'ops' }, [
      rateOf(`${name}{${REGION}}`, ...by),
      legend,
    ]);
  }
  const unit: Unit = name.endsWith('_seconds') ? 's' : 'short';
  return chart({ title, description, unit }, [
    `sum by (${by.join(', ')}) (${name}{${REGION}})`,
    legend,
  ]);
}

/** `tandem_sms_submit_retries_total` is `Submit retries`. */
function titleOf(name: string): string {
  const words = name
    .replace(/^tandem_(api|sim|sms|mno|timer|scheduled_jobs|audit|dashboard)?_?/, '')
    .replace(/_(total|seconds)$/, '')
    .replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function processPanels(name: WorkloadName, namespace: string): Panel[] {
  const pods = `${REGION},namespace="${namespace}",job="${name}"`;
  return [
    chart(
      { title: 'Pods', description: 'Available, and wanted.', unit: 'short' },
      [
        `sum by (region) (kube_deployment_status_replicas_available{${REGION},namespace="${namespace}",deployment="${name}"})`,
        'available {{region}}',
      ],
      [
        `sum by (region) (kube_deployment_spec_replicas{${REGION},namespace="${namespace}",deployment="${name}"})`,
        'wanted {{region}}',
      ],
    ),
    chart({ title: 'CPU', description: 'Cores in use.', unit: 'short' }, [
      rateOf(`process_cpu_seconds_total{${pods}}`, 'region', 'pod'),
      '{{region}} {{pod}}',
    ]),
    chart({ title: 'Memory', description: 'Resident.', unit: 'bytes' }, [
      `max by (region, pod) (process_resident_memory_bytes{${pods}})`,
      '{{region}} {{pod}}',
    ]),
    chart(
      {
        title: 'Event loop',
        description: 'How late it is, p99: above 0.1 s the process has too much to do.',
        unit: 's',
      },
      [`max by (region, pod) (nodejs_eventloop_lag_p99_seconds{${pods}})`, '{{region}} {{pod}}'],
    ),
  ];
}
