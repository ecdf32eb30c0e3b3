import type { RowId } from '@tandem/topology';
import type { INamespace } from 'kubernetes-models/v1/Namespace';
import type { RegionContext } from '../framework/context.ts';
import { KEPT } from '../framework/kept.ts';
import { type Manifest, rowed } from '../framework/spec.ts';

/** Made by the control plane itself. */
const GIVEN = ['kube-system'];

/** Whose pods need the host: its disks, its network, its processes. */
const PRIVILEGED = ['logging', 'monitoring', 'twistlock'];

type Level = 'restricted' | 'baseline' | 'privileged';

/** One for the workloads and one for each namespace that a component names. */
export function namespaces(context: RegionContext): Manifest[] {
  const components = context.topology.components.filter(({ delivery }) => delivery === 'argocd');
  const names = [...new Set(components.map(({ namespace }) => namespace))]
    .filter((name) => !GIVEN.includes(name))
    .sort();
  return [
    namespace(context.namespace, 'restricted', ['P2']),
    ...names.map((name) => namespace(name, levelOf(name), ['P2'])),
  ];
}

const levelOf = (name: string): Level => {
  if (PRIVILEGED.includes(name)) return 'privileged';
  return name === 'argocd' ? 'restricted' : 'baseline';
};

/** Pod Security Standards, held by the admission controller of Kubernetes itself. */
function namespace(name: string, level: Level, rows: readonly RowId[]): Manifest {
  return rowed<INamespace>(rows, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      labels: {
        'pod-security.kubernetes.io/enforce': level,
        'pod-security.kubernetes.io/warn': 'restricted',
      },
      // A namespace takes everything in it along: nothing that is removed from git may do that.
      annotations: { ...KEPT },
    },
  });
}
