import { dashboardsOf, renderDashboard } from '@tandem/observability';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { RegionContext } from '../../framework/context.ts';
import { type Manifest, rowed } from '../../framework/spec.ts';
import { CONFIG_MAP_LIMIT, DASHBOARD_LABEL, MONITORING } from './names.ts';

/** One map for each dashboard, which Grafana's sidecar loads. */
export const dashboards = ({ topology }: RegionContext): Manifest[] =>
  dashboardsOf(topology).map((dashboard) => {
    const text = JSON.stringify(renderDashboard(dashboard));
    if (text.length > CONFIG_MAP_LIMIT) throw new RangeError(`${dashboard.uid} is too large`);
    return rowed<IConfigMap>(['O4', 'O2'], {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: `dashboard-${dashboard.uid}`,
        namespace: MONITORING,
        labels: { [DASHBOARD_LABEL]: '1' },
      },
      data: { [`${dashboard.uid}.json`]: text },
    });
  });
