import type { Topology } from '@tandem/topology';
import { alertmanagerConfig } from './alertmanager/config.ts';
import { routeTests } from './alertmanager/routes.ts';
import { dashboardFiles } from './dashboards/all.ts';
import { ruleFiles } from './rules/files.ts';
import { type Tree, yamlOf } from './text.ts';

export const ALERTMANAGER = 'observability/alertmanager';

/** Rules with their tests, dashboards and the routes of alerts, as the tools read them. */
export const observabilityTree = (topology: Topology): Tree =>
  new Map([
    ...ruleFiles(topology),
    ...dashboardFiles(topology),
    [`${ALERTMANAGER}/alertmanager.yaml`, yamlOf(alertmanagerConfig(topology))],
    [`${ALERTMANAGER}/routes.json`, `${JSON.stringify(routeTests(topology), null, 2)}\n`],
  ]);
