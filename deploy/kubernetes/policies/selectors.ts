import {
  type asObject,
  type Emitted,
  listAt,
  named,
  objectAt,
  ofKind,
  textAt,
} from '../checks/view.ts';
import { hasPort, type PodTemplate, podTemplates, selects } from './pods.ts';
import { eachRegion, type Policy } from './policy.ts';

/** Pods that an operator makes from its own resources carry labels of its own. */
const OPERATED = ['strimzi.io/cluster'];

export const selectors: Policy = {
  name: 'selectors',
  says: 'every selector selects something, and every port that is named is there',
  findings: (inspected) =>
    eachRegion(inspected, (objects) => {
      const pods = podTemplates(objects);
      return [
        ...pods.flatMap(ownSelector),
        ...pods.flatMap(probePorts),
        ...ofKind(objects, 'Service').flatMap((one) => service(one, pods)),
        ...ofKind(objects, 'PodDisruptionBudget').flatMap((one) =>
          podSelector(one, pods, objectAt(one.object, 'spec', 'selector', 'matchLabels')),
        ),
        ...ofKind(objects, 'NetworkPolicy').flatMap((one) =>
          podSelector(one, pods, objectAt(one.object, 'spec', 'podSelector', 'matchLabels')),
        ),
        ...ofKind(objects, 'ServiceMonitor').flatMap((one) => monitor(one, objects)),
      ];
    }),
};

function ownSelector({ owner, labels }: PodTemplate): string[] {
  const selector = objectAt(owner.object, 'spec', 'selector', 'matchLabels');
  return selects(selector, labels) ? [] : [`${named(owner)}: does not select its own pods`];
}

const PROBES = ['startupProbe', 'readinessProbe', 'livenessProbe'];

function probePorts(pod: PodTemplate): string[] {
  return pod.containers.flatMap((container) =>
    PROBES.flatMap((probe) => {
      const asked = {
        ...objectAt(container, probe, 'httpGet'),
        ...objectAt(container, probe, 'tcpSocket'),
      };
      const port = textAt(asked, 'port');
      return port === '' || hasPort(pod, port)
        ? []
        : [`${named(pod.owner)}: the ${probe} asks the port ${port}, which no container has`];
    }),
  );
}

function service(one: Emitted, pods: readonly PodTemplate[]): string[] {
  const selector = objectAt(one.object, 'spec', 'selector');
  const chosen = pods.filter(
    ({ namespace, labels }) => namespace === one.namespace && selects(selector, labels),
  );
  if (chosen.length === 0) return [`${named(one)}: selects no pod`];
  return listAt(one.object, 'spec', 'ports').flatMap((port) => {
    const target = textAt(port, 'targetPort') || textAt(port, 'port');
    return chosen.every((pod) => hasPort(pod, target))
      ? []
      : [`${named(one)}: leads to the port ${target}, which its pods do not have`];
  });
}

function podSelector(
  one: Emitted,
  pods: readonly PodTemplate[],
  selector: ReturnType<typeof asObject>,
): string[] {
  if (Object.keys(selector).some((key) => OPERATED.includes(key))) return [];
  const found = pods.some(
    ({ namespace, labels }) => namespace === one.namespace && selects(selector, labels),
  );
  return found ? [] : [`${named(one)}: selects no pod`];
}

function monitor(one: Emitted, objects: readonly Emitted[]): string[] {
  const spec = objectAt(one.object, 'spec');
  const selector = objectAt(spec, 'selector', 'matchLabels');
  const where = listAt(spec, 'namespaceSelector', 'matchNames').map(String);
  // Those of charts are made by the charts.
  if (!where.includes('tandem')) return [];
  const ports = ofKind(objects, 'Service')
    .filter(({ namespace }) => namespace !== undefined && where.includes(namespace))
    .filter(({ object }) => selects(selector, objectAt(object, 'metadata', 'labels')))
    .flatMap(({ object }) => listAt(object, 'spec', 'ports'))
    .map((port) => textAt(port, 'name'));
  return listAt(spec, 'endpoints')
    .map((endpoint) => textAt(endpoint, 'port'))
    .filter((port) => !ports.includes(port))
    .map((port) => `${named(one)}: no service that it selects has the port ${port}`);
}
