import type { RowId } from '@tandem/topology';
import type { RegionContext } from '../framework/context.ts';

export type Values = { readonly [key: string]: unknown };

/** What ArgoCD installs from a chart of somebody else, with our values. */
export interface Chart {
  /** Of the application, and of the release. */
  readonly name: string;
  /** The components of the topology that it brings; their rows are its own. */
  readonly components: readonly string[];
  readonly project: ProjectName;
  readonly wave: number;
  readonly namespace: string;
  /** An address without a scheme is an OCI registry, as ArgoCD writes it. */
  readonly repository: string;
  readonly chart: string;
  /** Exact: what was tried on the standby is what the active region gets. */
  readonly version: string;
  readonly values: (context: RegionContext) => Values;
  /** Fields that controllers write after they were applied. */
  readonly ignored?: readonly Ignored[];
  /** Definitions are larger than an annotation may be (kubectl, "last-applied-configuration"). */
  readonly serverSide?: boolean;
}

export interface Ignored {
  readonly group?: string;
  readonly kind: string;
  readonly name?: string;
  readonly jqPathExpressions: readonly string[];
}

export type ProjectName = 'system' | 'observability' | 'events' | 'workloads';

export const componentOf = ({ topology }: RegionContext, name: string) => {
  const found = topology.components.find((component) => component.name === name);
  if (found === undefined) throw new RangeError(`the topology has no component ${name}`);
  return found;
};

/** The rows of the components of a chart. */
export const rowsOf = (context: RegionContext, { components }: Chart): readonly RowId[] => [
  ...new Set(components.flatMap((name) => componentOf(context, name).rows)),
];

/** `{ nodeSelector, tolerations }` of the worker group that the topology gives a component. */
export function placed(context: RegionContext, component: string) {
  const { workerGroup } = componentOf(context, component);
  if (workerGroup === 'every-node') return context.everyNode();
  const groups = Object.keys(context.topology.workerGroups);
  const group = groups.find((one) => one === workerGroup);
  if (group === undefined)
    throw new RangeError(`${component} is on no worker group of the topology`);
  return context.placement(group as keyof typeof context.topology.workerGroups);
}

/** Requests, and a limit of memory: a limit of CPU would throttle without need. */
export const sized = (cpu: string, memory: string) => ({
  resources: { requests: { cpu, memory }, limits: { memory } },
});

/** Over the zones, and not all on one node. */
export const spread = (labels: { readonly [key: string]: string }) => ({
  topologySpreadConstraints: [
    {
      maxSkew: 1,
      topologyKey: 'topology.kubernetes.io/zone',
      whenUnsatisfiable: 'ScheduleAnyway' as const,
      labelSelector: { matchLabels: labels },
    },
  ],
});

/** Of storage; the cheap kind, whose disk goes with its claim. */
export const GP3 = 'gp3';

/** The cluster that an ArgoCD runs in, by the name that Kubernetes gives it inside. */
export const IN_CLUSTER = 'https://kubernetes.default.svc';
/** Argo CD, "Sync phases and waves". */
export const WAVE_ANNOTATION = 'argocd.argoproj.io/sync-wave';
export const REGION_LABEL = 'tandem.unibeam.com/region';
