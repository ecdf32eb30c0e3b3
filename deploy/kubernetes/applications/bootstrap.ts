import type { IApplicationSet } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/ApplicationSet';
import type { RegionContext } from '../framework/context.ts';
import { type GroupSpec, type Manifest, rowed } from '../framework/spec.ts';
import { REGION_LABEL } from './chart.ts';
import { firstValues } from './charts/argocd.ts';
import { chartsOf } from './charts/index.ts';
import { ARGOCD, projects } from './projects.ts';

/**
 * The root: one application of applications for each cluster that this ArgoCD knows by its region. That is
 * the cluster it runs in and no other, so that no region waits for the ArgoCD of another one.
 */
const root = ({ topology }: RegionContext): Manifest =>
  rowed<IApplicationSet>(['W3', 'T1', 'T2'], {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: { name: 'regions', namespace: ARGOCD },
    spec: {
      goTemplate: true,
      goTemplateOptions: ['missingkey=error'],
      generators: [
        {
          clusters: {
            selector: { matchExpressions: [{ key: REGION_LABEL, operator: 'Exists' }] },
            values: { region: `{{index .metadata.labels "${REGION_LABEL}"}}` },
          },
        },
      ],
      // What it made stays when it goes: the root is replaced, not the region.
      syncPolicy: { preserveResourcesOnDeletion: true },
      template: {
        metadata: { name: 'region-{{.values.region}}' },
        spec: {
          project: 'system',
          source: {
            repoURL: topology.delivery.repository,
            path: 'kubernetes/{{.values.region}}/applications',
            targetRevision: `${topology.delivery.branchPrefix}{{.values.region}}`,
          },
          destination: { server: '{{.server}}', namespace: ARGOCD },
          syncPolicy: {
            automated: { prune: true, selfHeal: true },
            syncOptions: ['PruneLast=true', 'ApplyOutOfSyncOnly=true'],
            retry: { limit: 10, backoff: { duration: '10s', factor: 2, maxDuration: '5m' } },
          },
        },
      },
    },
  });

/** What an operator applies once, by hand: docs/guides/gitops.md. */
export const bootstrap: GroupSpec = {
  name: 'bootstrap',
  purpose:
    'What is applied once by hand: the root of ArgoCD, and the values that it is installed with.',
  wave: -15,
  namespace: ARGOCD,
  build: (context) => [
    { name: 'projects', objects: projects(context, chartsOf(context)) },
    { name: 'root', objects: [root(context)] },
    { name: 'argocd-values.json', text: `${JSON.stringify(firstValues(context), null, 2)}\n` },
  ],
};
