import type { GroupSpec } from '../framework/spec.ts';
import { chartApplication, groupApplication } from './application.ts';
import { chartsOf } from './charts/index.ts';
import { ARGOCD } from './projects.ts';

/** Applied by the root itself. */
const NAME = 'applications';

/** The application of applications: every chart and every other directory of the region. */
export const applications: GroupSpec = {
  name: NAME,
  purpose:
    'What ArgoCD applies in the region: charts of others at one version, and the other directories.',
  wave: -12,
  namespace: ARGOCD,
  build: (context) => [
    {
      name: 'groups',
      objects: context.groups
        .filter(({ name }) => name !== NAME)
        .map((group) => groupApplication(context, group)),
    },
    {
      name: 'charts',
      objects: chartsOf(context).map((chart) => chartApplication(context, chart)),
    },
  ],
};

export { bootstrap } from './bootstrap.ts';
export { monitoring, monitoringFiles } from './monitoring/index.ts';
