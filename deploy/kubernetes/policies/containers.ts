import { type JsonObject, listAt, named, objectAt, textAt } from '../checks/view.ts';
import { cpuMillis, memoryMib, type PodTemplate, podTemplates } from './pods.ts';
import type { Policy } from './policy.ts';

const inEach =
  (look: (container: JsonObject, pod: PodTemplate) => readonly string[]) =>
  ({ objects }: Parameters<Policy['findings']>[0]) =>
    podTemplates(objects).flatMap((pod) =>
      pod.containers.flatMap((container) =>
        look(container, pod).map((text) => `${named(pod.owner)}: ${text}`),
      ),
    );

export const resources: Policy = {
  name: 'resources',
  says: 'every container asks for CPU and memory, and has a limit of memory that is not below that',
  findings: inEach((container) => {
    const asked = objectAt(container, 'resources', 'requests');
    const limit = memoryMib(textAt(objectAt(container, 'resources', 'limits'), 'memory'));
    const memory = memoryMib(textAt(asked, 'memory'));
    return [
      ...(cpuMillis(textAt(asked, 'cpu')) > 0 ? [] : ['asks for no CPU']),
      ...(memory > 0 ? [] : ['asks for no memory']),
      ...(limit >= memory ? [] : ['its limit of memory is missing, or below what it asks for']),
    ];
  }),
};

const DIGEST = /@sha256:[0-9a-f]{64}$/;
/** Twistlock writes the dots of its versions as underscores. */
const VERSION = /:(v?\d+\.\d+(\.\d+)?[\w.-]*|defender_\d+_\d+_\d+)$/;
const OURS = /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com\//;
/** Tags of our registry never move (stack `global`). */
const OUR_TAG = /:[\w][\w.-]{0,127}(@sha256:[0-9a-f]{64})?$/;

export const images: Policy = {
  name: 'images',
  says: 'an image is pinned: ours by a tag that never moves or a digest, others by version or digest',
  findings: inEach((container, { owner }) => {
    const image = textAt(container, 'image');
    if (image.endsWith(':latest')) return [`the image ${image} is whatever comes last`];
    if (OURS.test(image)) {
      const near = image.includes(`.${owner.region}.`);
      return [
        ...(OUR_TAG.test(image) ? [] : [`the image ${image} names no tag`]),
        ...(near ? [] : [`the image ${image} is pulled from the other region`]),
      ];
    }
    return VERSION.test(image) || DIGEST.test(image) ? [] : [`the image ${image} is not pinned`];
  }),
};

/** Says why the pods of an object may do more than others. */
const PRIVILEGED = 'tandem.unibeam.com/privileged';
const mayDoMore = ({ object }: PodTemplate['owner']): boolean =>
  textAt(objectAt(object, 'metadata', 'annotations'), PRIVILEGED) !== '';

export const hardening: Policy = {
  name: 'hardening',
  says: 'no container is root, writes its image, gains privileges or keeps a capability, but where it says why',
  findings: inEach((container, { owner, spec }) => {
    if (mayDoMore(owner)) return [];
    const own = objectAt(container, 'securityContext');
    const pod = objectAt(spec, 'securityContext');
    const dropped = listAt(own, 'capabilities', 'drop');
    const seccomp = textAt(objectAt(pod, 'seccompProfile'), 'type');
    return [
      ...(pod.runAsNonRoot === true || own.runAsNonRoot === true ? [] : ['may run as root']),
      ...(own.readOnlyRootFilesystem === true ? [] : ['may write to its image']),
      ...(own.allowPrivilegeEscalation === false ? [] : ['may gain privileges']),
      ...(dropped.includes('ALL') ? [] : ['keeps capabilities']),
      ...(seccomp === 'RuntimeDefault' ? [] : ['has no seccomp profile']),
      ...(spec.automountServiceAccountToken === false
        ? []
        : ['is given a token of the API server']),
    ];
  }),
};

/** What a probe asks for; a connection alone depends on nothing but the process. */
const askedBy = (container: JsonObject, probe: string): string =>
  'tcpSocket' in objectAt(container, probe)
    ? CONNECTION
    : textAt(objectAt(container, probe, 'httpGet'), 'path');
const CONNECTION = 'a connection';

export const probes: Policy = {
  name: 'probes',
  says: 'start-up, readiness and liveness are told apart, and liveness depends on the process alone',
  findings: inEach((container, { owner }) => {
    // It has no port, and is watched by the Console that it reports to.
    if (mayDoMore(owner)) return [];
    const [start, ready, live] = ['startupProbe', 'readinessProbe', 'livenessProbe'].map((probe) =>
      askedBy(container, probe),
    );
    if (!start || !ready || !live) return ['lacks a start-up, readiness or liveness probe'];
    return (live === ready && live !== CONNECTION) || live === '/health'
      ? ['is restarted for what a restart does not mend: its liveness asks for more than itself']
      : [];
  }),
};
