import {
  asObject,
  type Emitted,
  type JsonObject,
  listAt,
  objectAt,
  ofKind,
  textAt,
} from '../checks/view.ts';

/** One kind of pod as a region's manifests describe it: all that a machine needs to start its container. */
export interface PodPlan {
  readonly region: string;
  readonly workload: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly ports: readonly { readonly name: string; readonly port: number }[];
  readonly probes: { readonly startup: Probe; readonly liveness: Probe; readonly readiness: Probe };
  readonly graceSeconds: number;
  /** Directories that are mounted, and the files that are in them. */
  readonly mounts: readonly { readonly path: string; readonly files: readonly MountedFile[] }[];
}

export interface Probe {
  readonly path: string;
  /** Of the container, by its name. */
  readonly port: string;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

/** A file, and the secret of the system that it holds; the rest come from Kafka's operator. */
export interface MountedFile {
  readonly name: string;
  readonly secret?: string;
}

/** The Deployments of a region's `workloads`. Throws when one is not of the form that a pod needs. */
export function podPlans(objects: readonly Emitted[], prefix: string): PodPlan[] {
  return ofKind(objects, 'Deployment')
    .filter(({ group }) => group === 'workloads')
    .map((one) => {
      const spec = objectAt(one.object, 'spec', 'template', 'spec');
      const [container] = listAt(spec, 'containers').map(asObject);
      if (container === undefined) throw new Error(`${one.name} has no container`);
      const classes = ofKind(objects, 'SecretProviderClass').filter(
        ({ region }) => region === one.region,
      );
      return {
        region: one.region,
        workload: one.name,
        args: listAt(container, 'args').map(String),
        env: Object.fromEntries(
          listAt(container, 'env').map((each) => [textAt(each, 'name'), textAt(each, 'value')]),
        ),
        ports: listAt(container, 'ports').map((port) => ({
          name: textAt(port, 'name'),
          port: Number(textAt(port, 'containerPort')),
        })),
        probes: {
          startup: probeOf(container, 'startupProbe'),
          liveness: probeOf(container, 'livenessProbe'),
          readiness: probeOf(container, 'readinessProbe'),
        },
        graceSeconds: Number(textAt(spec, 'terminationGracePeriodSeconds')),
        mounts: listAt(container, 'volumeMounts').map((mount) => ({
          path: textAt(mount, 'mountPath'),
          files: filesOf(textAt(mount, 'name'), spec, classes, prefix),
        })),
      };
    });
}

function probeOf(container: JsonObject, name: string): Probe {
  const probe = objectAt(container, name);
  const { path, port } = objectAt(probe, 'httpGet');
  return {
    path: String(path),
    port: String(port),
    periodSeconds: Number(probe.periodSeconds ?? 10),
    timeoutSeconds: Number(probe.timeoutSeconds ?? 1),
    failureThreshold: Number(probe.failureThreshold ?? 3),
  };
}

/** What Strimzi puts into the secrets that it makes. */
const OPERATED: Readonly<Record<string, readonly string[]>> = {
  'events-user': ['password', 'sasl.jaas.config'],
  'events-ca': ['ca.crt'],
};

function filesOf(
  volumeName: string,
  spec: JsonObject,
  classes: readonly Emitted[],
  prefix: string,
): MountedFile[] {
  const volume = listAt(spec, 'volumes').find((one) => textAt(one, 'name') === volumeName);
  if (volume === undefined) throw new Error(`there is no volume ${volumeName}`);
  if (objectAt(volume, 'secret').secretName !== undefined) {
    return (OPERATED[volumeName] ?? []).map((name) => ({ name }));
  }
  const wanted = textAt(objectAt(volume, 'csi', 'volumeAttributes'), 'secretProviderClass');
  const found = classes.find(({ name }) => name === wanted);
  const text = textAt(objectAt(found?.object, 'spec', 'parameters'), 'objects');
  const objects: unknown = text === '' ? [] : JSON.parse(text);
  return (Array.isArray(objects) ? objects : []).map((one) => ({
    name: textAt(one, 'objectAlias') || textAt(one, 'objectName').replaceAll('/', '_'),
    secret: textAt(one, 'objectName').slice(prefix.length),
  }));
}
