import type { GroupSpec } from '../../framework/spec.ts';
import { dashboards } from './dashboards.ts';
import { mktxp } from './mktxp.ts';
import { MONITORING } from './names.ts';
import { rules } from './rules.ts';
import { dataServices } from './scrape.ts';
import { componentSecrets } from './secrets.ts';
import { buckets, thanos } from './thanos.ts';
import { twistlock } from './twistlock.ts';

/** Files of pods that a chart brings: there before it, as a pod without its files never starts. */
export const monitoringFiles: GroupSpec = {
  name: 'monitoring-files',
  purpose:
    'What the pods of kube-prometheus-stack mount: the bucket of Thanos, the keys of alerting.',
  wave: 3,
  namespace: MONITORING,
  build: (context) => [
    { name: 'thanos', objects: [buckets(context)] },
    { name: 'alertmanager', objects: [componentSecrets(context, 'alertmanager')] },
  ],
};

/** What watches, from manifests of ours: rules, dashboards, Thanos, sources, exporters. */
export const monitoring: GroupSpec = {
  name: 'monitoring',
  purpose:
    'What watches the region: rules, dashboards, Thanos, and the exporters that have no chart.',
  wave: 15,
  namespace: MONITORING,
  build: (context) => [
    { name: 'rules', objects: rules(context) },
    { name: 'dashboards', objects: dashboards(context) },
    { name: 'thanos', objects: thanos(context) },
    { name: 'sources', objects: dataServices(context) },
    { name: 'mktxp-exporter', objects: mktxp(context) },
    { name: 'twistlock-defender', objects: twistlock(context) },
  ],
};
