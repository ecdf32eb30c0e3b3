import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import type { RegionContext } from '../../framework/context.ts';
import { componentOf, placed, sized, spread } from '../chart.ts';

/** A program of others that runs from manifests of ours. */
export interface Program {
  /** Of its objects, and the label of its pods. */
  readonly name: string;
  /** The component of the topology that it is part of: its place, its account, its rows. */
  readonly component: string;
  readonly image: string;
  /** Default: the entry point of the image. */
  readonly command?: readonly string[];
  readonly args: readonly string[];
  readonly ports: Readonly<Record<string, number>>;
  readonly cpu: string;
  readonly memory: string;
  /** Paths to ask; without one whether it listens. */
  readonly probes: { readonly ready?: string; readonly live?: string; readonly port: string };
  readonly volumes?: readonly Volume[];
}

export interface Volume {
  readonly source: { readonly name: string } & Readonly<Record<string, unknown>>;
  readonly mountPath: string;
  readonly writable?: boolean;
}

const NOBODY = 65_534;

export const labelsOf = ({ name }: Pick<Program, 'name'>) => ({ 'app.kubernetes.io/name': name });

/** The pod: no root, no token, nothing that it may write but its volumes. */
export function podOf(context: RegionContext, program: Program): IPodTemplateSpec {
  const { component, image, command, args, ports, cpu, memory, probes, volumes = [] } = program;
  const { port } = probes;
  const ask = (path: string | undefined) =>
    path === undefined ? { tcpSocket: { port } } : { httpGet: { path, port } };
  return {
    metadata: { labels: labelsOf(program) },
    spec: {
      ...placed(context, component),
      ...spread(labelsOf(program)),
      serviceAccountName: componentOf(context, component).name,
      automountServiceAccountToken: false,
      priorityClassName: 'tandem-platform',
      terminationGracePeriodSeconds: 60,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: NOBODY,
        runAsGroup: NOBODY,
        fsGroup: NOBODY,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [
        {
          name: program.name,
          image,
          ...(command === undefined ? {} : { command: [...command] }),
          args: [...args],
          ports: Object.entries(ports).map(([name, containerPort]) => ({
            name,
            containerPort,
            protocol: 'TCP' as const,
          })),
          ...sized(cpu, memory),
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
          startupProbe: { ...ask(probes.ready), periodSeconds: 5, failureThreshold: 60 },
          readinessProbe: { ...ask(probes.ready), periodSeconds: 10 },
          livenessProbe: { ...ask(probes.live), periodSeconds: 30, failureThreshold: 4 },
          volumeMounts: volumes.map(({ source, mountPath, writable = false }) => ({
            name: source.name,
            mountPath,
            readOnly: !writable,
          })),
        },
      ],
      // One that is a name alone comes from the claim of a StatefulSet.
      volumes: unique(volumes.map(({ source }) => source)).filter(
        (source) => Object.keys(source).length > 1,
      ),
    },
  };
}

const unique = (sources: readonly Volume['source'][]) => [
  ...new Map(sources.map((source) => [source.name, { ...source }])).values(),
];
