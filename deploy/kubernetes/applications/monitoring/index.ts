import type { GroupSpec } from '../../framework/spec.ts';
import { dashboards } from './dashboards.ts';
import { mktxp } from './mktxp.ts';
import { MONITORING } from './names.ts';
import { rules } from './rules.ts';
import { dataServices } from './scrape.ts';
import { componentSecrets } from './secrets.ts';
import { thanos } from './thanos.ts';
import { twistlock } from './twistlock.ts';

/** What watches, from manifests of ours: rules, dashboards, Thanos, sources, exporters. */
export const monitoring: GroupSpec = {
  name: 'monitoring',
  purpose:
    'What watches the region: rules, dashboards, Thanos, and the exporters that have no chart.',
  wave: 10,
  namespace: MONITORING,
  build: (context) => [
    { name: 'rules', objects: rules(context) },
    { name: 'dashboards', objects: dashboards(context) },
    { name: 'thanos', objects: thanos(context) },
    { name: 'sources', objects: dataServices(context) },
    { name: 'alertmanager', objects: [componentSecrets(context, 'alertmanager')] },
    { name: 'mktxp-exporter', objects: mktxp(context) },
    { name: 'twistlock-defender', objects: twistlock(context) },
  ],
};
