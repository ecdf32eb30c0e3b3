import type { IServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import type { IService } from 'kubernetes-models/v1/Service';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { RegionContext } from '../../framework/context.ts';
import { type Manifest, rowed } from '../../framework/spec.ts';
import { componentOf, GP3 } from '../chart.ts';
import { labelsOf, type Program, podOf } from './pods.ts';

const meta = (context: RegionContext, { name, component }: Program) => ({
  name,
  namespace: componentOf(context, component).namespace,
  labels: labelsOf({ name }),
});

export function deployment(context: RegionContext, program: Program, replicas: number): Manifest[] {
  const { rows } = componentOf(context, program.component);
  return [
    rowed<IDeployment>(rows, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: meta(context, program),
      spec: {
        replicas,
        selector: { matchLabels: labelsOf(program) },
        template: podOf(context, program),
      },
    }),
    budget(context, program),
    ...reachable(context, program),
  ];
}

/** With a disk of its own; `gib` is what it keeps on it. */
export function stateful(
  context: RegionContext,
  program: Program,
  replicas: number,
  gib: number,
): Manifest[] {
  const { rows } = componentOf(context, program.component);
  return [
    rowed<IStatefulSet>(rows, {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: meta(context, program),
      spec: {
        serviceName: program.name,
        replicas,
        podManagementPolicy: 'Parallel',
        selector: { matchLabels: labelsOf(program) },
        template: podOf(context, program),
        volumeClaimTemplates: [
          {
            metadata: { name: 'data' },
            spec: {
              storageClassName: GP3,
              accessModes: ['ReadWriteOnce'],
              resources: { requests: { storage: `${gib}Gi` } },
            },
          },
        ],
      },
    }),
    budget(context, program),
    ...reachable(context, program),
  ];
}

const budget = (context: RegionContext, program: Program): Manifest =>
  rowed<IPodDisruptionBudget>(componentOf(context, program.component).rows, {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: meta(context, program),
    spec: { maxUnavailable: 1, selector: { matchLabels: labelsOf(program) } },
  });

/** A Service without an address, so that whoever asks sees each pod, and its monitor. */
function reachable(context: RegionContext, program: Program): Manifest[] {
  const { rows } = componentOf(context, program.component);
  const ports = Object.entries(program.ports);
  return [
    rowed<IService>(rows, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: meta(context, program),
      spec: {
        clusterIP: 'None',
        selector: labelsOf(program),
        ports: ports.map(([name, port]) => ({
          name,
          port,
          targetPort: name,
          protocol: 'TCP' as const,
        })),
      },
    }),
    rowed<IServiceMonitor>(['O2', ...rows], {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: meta(context, program),
      spec: {
        selector: { matchLabels: labelsOf(program) },
        jobLabel: 'app.kubernetes.io/name',
        endpoints: [{ port: program.probes.port, interval: '60s', scrapeTimeout: '40s' }],
      },
    }),
  ];
}

/** Terraform gives the role to this name in this namespace. */
export function account(context: RegionContext, component: string): Manifest {
  const { name, namespace, rows } = componentOf(context, component);
  return rowed<IServiceAccount>(['P1', ...rows], {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace },
    automountServiceAccountToken: false,
  });
}
