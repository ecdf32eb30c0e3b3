import {
  asObject,
  type Emitted,
  type JsonObject,
  listAt,
  objectAt,
  textAt,
} from '../checks/view.ts';

/** A pod as an object asks for it. */
export interface PodTemplate {
  readonly owner: Emitted;
  readonly namespace: string;
  readonly labels: JsonObject;
  readonly spec: JsonObject;
  readonly containers: readonly JsonObject[];
}

const OWNERS = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Job']);

export function podTemplates(objects: readonly Emitted[]): PodTemplate[] {
  return objects.flatMap((owner) => {
    const { kind, object, namespace = '' } = owner;
    const at = kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec'] : ['spec'];
    if (kind !== 'CronJob' && !OWNERS.has(kind)) return [];
    const template = objectAt(object, ...at, 'template');
    const spec = objectAt(template, 'spec');
    const containers = [...listAt(spec, 'containers'), ...listAt(spec, 'initContainers')];
    const labels = objectAt(template, 'metadata', 'labels');
    return [{ owner, namespace, labels, spec, containers: containers.map(asObject) }];
  });
}

/** Whether every label of the selector is on it; an empty selector selects everything. */
export const selects = (selector: JsonObject, labels: JsonObject): boolean =>
  Object.entries(selector).every(([key, value]) => labels[key] === value);

/** A port of the pod by its name or number. */
export const hasPort = ({ containers }: PodTemplate, port: unknown): boolean =>
  containers
    .flatMap((container) => listAt(container, 'ports'))
    .some(
      (one) =>
        textAt(one, 'name') === String(port) || textAt(one, 'containerPort') === String(port),
    );

const CPU = /^(\d+(?:\.\d+)?)(m?)$/;
const MEMORY = /^(\d+(?:\.\d+)?)(Ki|Mi|Gi|)$/;
const MEMORY_UNITS: Readonly<Record<string, number>> = {
  '': 1 / 1_048_576,
  Ki: 1 / 1_024,
  Mi: 1,
  Gi: 1_024,
};

/** `500m` or `2` in thousandths of a CPU; NaN when it is neither. */
export function cpuMillis(quantity: string): number {
  const [, count, unit] = CPU.exec(quantity) ?? [];
  return Number(count) * (unit === 'm' ? 1 : 1_000);
}

/** `512Mi` in MiB; NaN when it is no quantity. */
export function memoryMib(quantity: string): number {
  const [, count, unit = ''] = MEMORY.exec(quantity) ?? [];
  return Number(count) * (MEMORY_UNITS[unit] ?? Number.NaN);
}
