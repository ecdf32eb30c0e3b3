import type { Topology } from '@tandem/topology';
import type { Tree } from '../text.ts';
import { failoverDrill } from './failover.ts';
import { renderDashboard } from './grafana.ts';
import { kafka } from './kafka.ts';
import type { Dashboard } from './panels.ts';
import { smpp } from './smpp.ts';
import { systemOverview } from './system.ts';
import { workloadDashboards } from './workloads.ts';

export const DASHBOARDS = 'observability/dashboards';

export const dashboardsOf = (topology: Topology): Dashboard[] => [
  systemOverview(topology),
  failoverDrill(topology),
  smpp(topology),
  kafka(),
  ...workloadDashboards(topology),
];

/** Each as the JSON that Grafana imports, by its uid. */
export const dashboardFiles = (topology: Topology): Tree =>
  new Map(
    dashboardsOf(topology).map((dashboard) => [
      `${DASHBOARDS}/${dashboard.uid}.json`,
      `${JSON.stringify(renderDashboard(dashboard), null, 2)}\n`,
    ]),
  );
