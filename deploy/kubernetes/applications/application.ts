import type { IApplication } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/Application';
import type { RegionContext } from '../framework/context.ts';
import { groupPath } from '../framework/render.ts';
import { type GroupFacts, type Manifest, rowed } from '../framework/spec.ts';
import { type Chart, IN_CLUSTER, type ProjectName, rowsOf, WAVE_ANNOTATION } from './chart.ts';
import { ARGOCD } from './projects.ts';

type Spec = IApplication['spec'];

/** Git is the truth: what somebody changes by hand is changed back, what leaves git is removed. */
const syncPolicy = (serverSide: boolean): NonNullable<Spec['syncPolicy']> => ({
  automated: { prune: true, selfHeal: true, allowEmpty: false },
  syncOptions: [
    'PruneLast=true',
    'ApplyOutOfSyncOnly=true',
    'RespectIgnoreDifferences=true',
    'FailOnSharedResource=true',
    ...(serverSide ? ['ServerSideApply=true'] : []),
  ],
  retry: { limit: 10, backoff: { duration: '10s', factor: 2, maxDuration: '5m' } },
});

const metadata = (name: string, wave: number) => ({
  name,
  namespace: ARGOCD,
  annotations: { [WAVE_ANNOTATION]: String(wave) },
});

export const branchOf = ({ topology, region }: RegionContext): string =>
  `${topology.delivery.branchPrefix}${region.name}`;

/** A chart of others at one version, with our values. */
export function chartApplication(context: RegionContext, chart: Chart): Manifest {
  const { name, project, wave, namespace, repository, version, ignored = [] } = chart;
  return rowed<IApplication>(rowsOf(context, chart), {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: metadata(name, wave),
    spec: {
      project,
      source: {
        repoURL: repository,
        chart: chart.chart,
        targetRevision: version,
        helm: { releaseName: name, valuesObject: { ...chart.values(context) } },
      },
      destination: { server: IN_CLUSTER, namespace },
      syncPolicy: syncPolicy(chart.serverSide ?? false),
      ...(ignored.length === 0
        ? {}
        : {
            ignoreDifferences: ignored.map(({ jqPathExpressions, ...of }) => ({
              ...of,
              jqPathExpressions: [...jqPathExpressions],
            })),
          }),
    },
  });
}

const PROJECT_OF: Readonly<Record<string, ProjectName>> = {
  bootstrap: 'system',
  cluster: 'system',
  workers: 'system',
  kafka: 'events',
  workloads: 'workloads',
  'monitoring-files': 'observability',
  monitoring: 'observability',
};

/** The autoscaler owns the number of pods; the load balancer controller adds what it found out. */
const WRITTEN_BY_CONTROLLERS: NonNullable<Spec['ignoreDifferences']> = [
  { group: 'apps', kind: 'Deployment', jsonPointers: ['/spec/replicas'] },
  {
    group: 'elbv2.k8s.aws',
    kind: 'TargetGroupBinding',
    jqPathExpressions: ['.spec.networking', '.spec.vpcID', '.spec.ipAddressType'],
  },
];

/** A directory of ours, from the branch of its region. */
export function groupApplication(context: RegionContext, group: GroupFacts): Manifest {
  const { name, wave, namespace } = group;
  const project = PROJECT_OF[name];
  if (project === undefined) throw new RangeError(`the group ${name} is of no project`);
  return rowed<IApplication>(['W3'], {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: metadata(name, wave),
    spec: {
      project,
      source: {
        repoURL: context.topology.delivery.repository,
        path: groupPath(context.region.name, name),
        targetRevision: branchOf(context),
      },
      destination: { server: IN_CLUSTER, namespace },
      syncPolicy: syncPolicy(false),
      ...(name === 'workloads' ? { ignoreDifferences: WRITTEN_BY_CONTROLLERS } : {}),
    },
  });
}
