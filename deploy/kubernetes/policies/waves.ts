import { WAVE_ANNOTATION } from '../applications/chart.ts';
import {
  asObject,
  type Emitted,
  type JsonObject,
  listAt,
  named,
  objectAt,
  ofKind,
  textAt,
} from '../checks/view.ts';
import { podTemplates } from './pods.ts';
import { eachRegion, type Policy } from './policy.ts';

const MONITORS = 'kube-prometheus-stack';
/** The application that brings a kind, by the API group of the kind. */
const BROUGHT_BY: Readonly<Record<string, string>> = {
  'secrets-store.csi.x-k8s.io': 'secrets-store-csi-driver',
  'karpenter.sh': 'karpenter',
  'karpenter.k8s.aws': 'karpenter',
  'elbv2.k8s.aws': 'aws-load-balancer-controller',
  'kafka.strimzi.io': 'strimzi',
  'monitoring.coreos.com': MONITORS,
};
/** Charts that make a monitor only where its kind is known: theirs come with a later refresh. */
const ASK_FIRST = ['karpenter', 'argocd'];
/** The application that brings the pools of nodes. */
const NODES = 'workers';

/** An application of one region. */
interface Applied {
  readonly application: Emitted;
  readonly wave: number;
  /** Of ours; '' for a chart. */
  readonly directory: string;
  readonly values: JsonObject;
}

/** What an application uses: it must be there, from an application of an earlier wave. */
interface Need {
  readonly user: Applied | undefined;
  readonly bringer: Applied | undefined;
  readonly what: string;
}

export const waves: Policy = {
  name: 'waves',
  says: 'no application waits for what a later wave brings: kinds, nodes, and the files of its pods',
  findings: (inspected) =>
    eachRegion(inspected, (objects) => {
      const applied = ofKind(objects, 'Application').map(appliedBy);
      const { placement } = inspected.topology.autoscaling;
      const made = Object.entries(inspected.topology.workerGroups)
        .filter(([, { provisioner }]) => provisioner === 'karpenter')
        .map(([group]) => group);
      const needsNode = (selector: unknown) => made.includes(textAt(selector, placement.nodeLabel));
      return [
        ...kinds(objects, applied),
        ...nodes(objects, applied, needsNode),
        ...files(objects, applied),
      ].flatMap(({ user, bringer, what }) =>
        user === undefined || (bringer !== undefined && bringer.wave < user.wave)
          ? []
          : [`${named(user.application)}: ${what} comes too late, or never`],
      );
    }),
};

const appliedBy = (application: Emitted): Applied => {
  const source = objectAt(application.object, 'spec', 'source');
  return {
    application,
    wave: Number(objectAt(application.object, 'metadata', 'annotations')[WAVE_ANNOTATION]),
    directory: textAt(source, 'path').split('/').at(-1) ?? '',
    values: objectAt(source, 'helm', 'valuesObject'),
  };
};

const calledBy = (applied: readonly Applied[], name: string | undefined) =>
  applied.find(({ application }) => application.name === name);
const userOf = (applied: readonly Applied[], { group }: Emitted) =>
  applied.find(({ directory }) => directory === group);

function kinds(objects: readonly Emitted[], applied: readonly Applied[]): Need[] {
  const monitors = calledBy(applied, MONITORS);
  return [
    ...objects.flatMap((object) => {
      const group = object.apiVersion.split('/')[0] ?? '';
      const bringer = calledBy(applied, BROUGHT_BY[group]);
      const user = userOf(applied, object);
      return group in BROUGHT_BY ? [{ user, bringer, what: `the kind ${object.kind}` }] : [];
    }),
    ...applied
      .filter((one) => one !== monitors && !ASK_FIRST.includes(one.application.name))
      .filter(({ values }) => below(values, 'serviceMonitor').some(enabled))
      .map((user) => ({ user, bringer: monitors, what: 'the kind ServiceMonitor' })),
  ];
}

const enabled = (one: unknown): boolean => asObject(one).enabled === true;

function nodes(
  objects: readonly Emitted[],
  applied: readonly Applied[],
  needsNode: (selector: unknown) => boolean,
): Need[] {
  const bringer = calledBy(applied, NODES);
  return [
    ...podTemplates(objects)
      .filter(({ spec }) => needsNode(spec.nodeSelector))
      .map(({ owner }) => userOf(applied, owner)),
    ...applied.filter(({ values }) => below(values, 'nodeSelector').some(needsNode)),
  ].map((user) => ({ user, bringer, what: 'the node of a pod' }));
}

/** What the values of a chart mount and the chart does not make. */
const files = (objects: readonly Emitted[], applied: readonly Applied[]): Need[] =>
  applied.flatMap((user) => {
    const namespace = textAt(objectAt(user.application.object, 'spec', 'destination'), 'namespace');
    return mounted(user.values).map(([kind, name]) => {
      const made = ofKind(objects, kind).find(
        (one) => one.name === name && one.namespace === namespace,
      );
      const bringer = made === undefined ? undefined : userOf(applied, made);
      return { user, bringer, what: `${kind} ${name}` };
    });
  });

const mounted = (values: JsonObject) =>
  below(values, 'volumes')
    .flatMap((volumes) => listAt({ volumes }, 'volumes'))
    .flatMap((volume) => [
      ['ConfigMap', textAt(objectAt(volume, 'configMap'), 'name')] as const,
      [
        'SecretProviderClass',
        textAt(objectAt(volume, 'csi', 'volumeAttributes'), 'secretProviderClass'),
      ] as const,
    ])
    .filter(([, name]) => name !== '');

/** Every value of the key, at any depth. */
function below(value: unknown, key: string): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => below(item, key));
  return Object.entries(asObject(value)).flatMap(([name, item]) =>
    name === key ? [item] : below(item, key),
  );
}
