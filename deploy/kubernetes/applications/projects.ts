import type { IAppProject } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/AppProject';
import type { RegionContext } from '../framework/context.ts';
import { type Manifest, rowed } from '../framework/spec.ts';
import { type Chart, IN_CLUSTER, type ProjectName, WAVE_ANNOTATION } from './chart.ts';

export const ARGOCD = 'argocd';

interface Kind {
  readonly group: string;
  readonly kind: string;
}

interface Project {
  readonly purpose: string;
  /** Namespaces that its applications write to, beside those of its charts. */
  readonly namespaces: (context: RegionContext) => readonly string[];
  /** What it may make that is in no namespace. */
  readonly clusterKinds: readonly Kind[];
}

const kinds = (group: string, ...names: readonly string[]): Kind[] =>
  names.map((kind) => ({ group, kind }));

const RBAC = kinds('rbac.authorization.k8s.io', 'ClusterRole', 'ClusterRoleBinding');
const DEFINITIONS = kinds('apiextensions.k8s.io', 'CustomResourceDefinition');
const WEBHOOKS = kinds(
  'admissionregistration.k8s.io',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
);
const API_SERVICES = kinds('apiregistration.k8s.io', 'APIService');

/** From nothing to what each needs: an application cannot make what its project does not name. */
const PROJECTS: Readonly<Record<ProjectName, Project>> = {
  system: {
    purpose: 'What the cluster itself is made of: namespaces, nodes, secrets, delivery.',
    namespaces: () => [ARGOCD],
    clusterKinds: [
      ...kinds('', 'Namespace'),
      ...kinds('scheduling.k8s.io', 'PriorityClass'),
      ...kinds('storage.k8s.io', 'StorageClass', 'CSIDriver'),
      ...kinds('karpenter.sh', 'NodePool'),
      ...kinds('karpenter.k8s.aws', 'EC2NodeClass'),
      ...kinds('networking.k8s.io', 'IngressClass'),
      ...kinds('elbv2.k8s.aws', 'IngressClassParams'),
      ...RBAC,
      ...DEFINITIONS,
      ...WEBHOOKS,
      ...API_SERVICES,
    ],
  },
  observability: {
    purpose: 'What watches: metrics, logs, dashboards, and the agents that every node has.',
    namespaces: () => ['monitoring', 'logging', 'twistlock', 'kube-system'],
    clusterKinds: [...RBAC, ...DEFINITIONS, ...WEBHOOKS, ...API_SERVICES],
  },
  events: {
    purpose: 'Kafka and its operator.',
    // Users and certificates are copied to the workloads by reflector.
    namespaces: () => ['kafka'],
    clusterKinds: [...RBAC, ...DEFINITIONS],
  },
  workloads: {
    purpose: 'The workloads: objects of their own namespace and nothing else.',
    namespaces: (context) => [context.namespace],
    clusterKinds: [],
  },
};

export function projects(context: RegionContext, charts: readonly Chart[]): Manifest[] {
  return (Object.keys(PROJECTS) as ProjectName[]).map((name) => {
    const { purpose, namespaces, clusterKinds } = PROJECTS[name];
    const own = charts.filter(({ project }) => project === name);
    const destinations = new Set([
      ...namespaces(context),
      ...own.map(({ namespace }) => namespace),
    ]);
    return rowed<IAppProject>(['W3', 'P2'], {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: {
        name,
        namespace: ARGOCD,
        annotations: { [WAVE_ANNOTATION]: '-5' },
        // Its applications go before it does.
        finalizers: ['resources-finalizer.argocd.argoproj.io'],
      },
      spec: {
        description: purpose,
        sourceRepos: [
          ...new Set([
            context.topology.delivery.repository,
            ...own.map(({ repository }) => repository),
          ]),
        ],
        destinations: [...destinations].map((namespace) => ({ server: IN_CLUSTER, namespace })),
        clusterResourceWhitelist: clusterKinds.map(({ group, kind }) => ({ group, kind })),
        // Limits and quotas are nobody's to set from an application.
        namespaceResourceBlacklist: kinds('', 'ResourceQuota', 'LimitRange').map((one) => ({
          ...one,
        })),
        orphanedResources: { warn: false },
      },
    });
  });
}
