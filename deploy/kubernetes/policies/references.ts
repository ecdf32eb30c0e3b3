import {
  type asObject,
  type Emitted,
  listAt,
  named,
  objectAt,
  ofKind,
  textAt,
} from '../checks/view.ts';
import { type PodTemplate, podTemplates } from './pods.ts';
import { eachRegion, type Policy } from './policy.ts';

/** Made by Kubernetes itself. */
const GIVEN_PRIORITIES = ['system-cluster-critical', 'system-node-critical'];

export const references: Policy = {
  name: 'references',
  says: 'what an object names beside itself is there: accounts, classes, secrets, targets of scaling',
  findings: (inspected) =>
    eachRegion(inspected, (objects) => {
      const known = (kind: string, namespace?: string) =>
        new Set(
          ofKind(objects, kind)
            .filter((one) => one.namespace === namespace)
            .map(({ name }) => name),
        );
      return [
        ...podTemplates(objects).flatMap((pod) => ofPod(pod, known)),
        ...ofKind(objects, 'HorizontalPodAutoscaler').flatMap((one) => scaled(one, known)),
        ...ofKind(objects, 'KafkaNodePool').flatMap((one) => disks(one, known)),
        ...ofKind(objects, 'NodePool').flatMap((one) => {
          const name = textAt(
            objectAt(one.object, 'spec', 'template', 'spec', 'nodeClassRef'),
            'name',
          );
          return known('EC2NodeClass').has(name) ? [] : [missing(one, 'EC2NodeClass', name)];
        }),
      ];
    }),
};

type Known = (kind: string, namespace?: string) => ReadonlySet<string>;

const missing = (one: Emitted, kind: string, name: string): string =>
  `${named(one)}: there is no ${kind} ${name || 'of no name'}`;

function ofPod({ owner, namespace, spec }: PodTemplate, known: Known): string[] {
  const account = textAt(spec, 'serviceAccountName');
  const priority = textAt(spec, 'priorityClassName');
  const priorities = [...GIVEN_PRIORITIES, ...known('PriorityClass')];
  const mounted = listAt(spec, 'volumes')
    .map((volume) => textAt(objectAt(volume, 'csi', 'volumeAttributes'), 'secretProviderClass'))
    .filter((name) => name !== '');
  return [
    ...(known('ServiceAccount', namespace).has(account)
      ? []
      : [missing(owner, 'ServiceAccount', account)]),
    ...(priorities.includes(priority) ? [] : [missing(owner, 'PriorityClass', priority)]),
    ...mounted
      .filter((name) => !known('SecretProviderClass', namespace).has(name))
      .map((name) => missing(owner, 'SecretProviderClass', name)),
    ...mountPaths(owner, spec),
  ];
}

/** A file that a variable names is below a volume that is mounted. */
function mountPaths(owner: Emitted, spec: ReturnType<typeof asObject>): string[] {
  return listAt(spec, 'containers').flatMap((container) => {
    const mounts = listAt(container, 'volumeMounts').map((mount) => textAt(mount, 'mountPath'));
    return listAt(container, 'env')
      .filter((variable) => textAt(variable, 'name').endsWith('_FILE'))
      .filter((variable) => {
        const value = textAt(variable, 'value');
        return !mounts.some((mount) => value.startsWith(`${mount}/`));
      })
      .map((one) => `${named(owner)}: ${textAt(one, 'name')} names a file that no volume has`);
  });
}

function scaled(one: Emitted, known: Known): string[] {
  const target = objectAt(one.object, 'spec', 'scaleTargetRef');
  const [kind, name] = [textAt(target, 'kind'), textAt(target, 'name')];
  return known(kind, one.namespace).has(name) ? [] : [missing(one, kind, name)];
}

const disks = (one: Emitted, known: Known): string[] =>
  listAt(one.object, 'spec', 'storage', 'volumes')
    .map((volume) => textAt(volume, 'class'))
    .filter((name) => !known('StorageClass').has(name))
    .map((name) => missing(one, 'StorageClass', name));
