import type { Topology } from '@tandem/topology';
import type { Metric } from '../catalogue/metric.ts';
import { OUTSIDE_METRICS } from '../catalogue/outside.ts';
import { WORKLOAD_METRICS } from '../catalogue/workloads.ts';
import { dashboardsOf } from '../dashboards/all.ts';
import { alertsOf } from '../rules/rule.ts';
import { everyAlert } from '../rules/sets.ts';

/** docs/reference/alerts.md: what watches the system, from the objects that are deployed. */
export function alertsPage(topology: Topology): string {
  const { objectives, alerting } = topology.observability;
  const alerts = everyAlert(topology).flatMap((set) =>
    alertsOf(set).map((alert) => ({ ...alert, scope: set.scope })),
  );
  const percent = (share: number) => `${Number((share * 100).toFixed(3))} %`;
  const lines = [
    '# Alerts, dashboards and metrics',
    '',
    'Generated from `deploy/observability` by `npx vitest run deploy/observability/reference -u`; a test fails when this',
    `page is stale. ${alerts.length} alerts, each with a test in which it fires and one in which it does not;`,
    '`npx tandem verify` runs them with promtool. Figures come from the [topology](topology.md).',
    '',
    '## Objectives',
    '',
    '| over 30 days | objective |',
    '|---|---|',
    `| requests of customers that end in no error of ours | ${percent(objectives.api)} |`,
    `| requests within ${objectives.apiLatency.withinMs} ms | ${percent(objectives.apiLatency.share)} |`,
    `| exchanges with applets that end in no error of ours | ${percent(objectives.sim)} |`,
    `| notifications on the SIM within ${objectives.timeToSim.withinMs / 1_000} s of the request | ${percent(objectives.timeToSim.share)} |`,
    '',
    'Each burns with four pairs of windows: 14.4 times in 1 h and 5 min or 6 times in 6 h and 30 min is a page, 3 times in',
    '1 d and 2 h or once in 3 d and 6 h is a ticket (The Site Reliability Workbook, chapter 5).',
    '',
    '## Alerts',
    '',
    `A page wakes somebody through ${alerting.pager.kind}, a ticket waits for the morning. Alerts of a region are evaluated by its own`,
    'Prometheus, which needs nobody else; those of both regions by the ruler of Thanos, in each region.',
    '',
    '| alert | is a | evaluated for | must last | says | runbook |',
    '|---|---|---|---|---|---|',
    ...alerts.map(
      ({ alert, severity, scope, summary, runbook, ...rest }) =>
        `| ${alert} | ${severity === 'none' ? 'proof' : severity} | ${scope === 'global' ? 'both regions' : 'a region'} | ` +
        `${rest.for ?? '–'} | ${summary.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, '*$1*')} | [${runbook}](../runbooks/${runbook}) |`,
    ),
    '',
    '## Dashboards',
    '',
    'No Grafana renders them here, so there are no pictures: their JSON is made by the foundation SDK, and every query in it is',
    'held to the metrics that a running system shows.',
    '',
    '| dashboard | shows | panels |',
    '|---|---|---|',
    ...dashboardsOf(topology).map(
      ({ title, description, rows }) =>
        `| ${title} | ${description} | ${rows.reduce((sum, { panels }) => sum + panels.length, 0)} |`,
    ),
    '',
    '## Metrics of our own',
    '',
    'A test scrapes a running system and compares names, types and labels. Every series has `region` beside these.',
    '',
    ...metricsTable(WORKLOAD_METRICS),
    '',
    '## Metrics of others',
    '',
    'No system of ours exports these; their documentation says that they exist.',
    '',
    ...metricsTable(OUTSIDE_METRICS),
    '',
  ];
  return lines.join('\n');
}

const metricsTable = (metrics: readonly Metric[]): string[] => [
  '| metric | type | labels | of |',
  '|---|---|---|---|',
  ...metrics.map(({ name, type, labels, from }) => {
    const shown = Object.entries(labels).map(([label, values]) =>
      values === 'open' ? `\`${label}\`` : `\`${label}\` (${values.join(', ')})`,
    );
    return `| \`${name}\` | ${type} | ${shown.join(', ')} | ${from} |`;
  }),
];
