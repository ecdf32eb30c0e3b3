import { asObject, type JsonObject, named } from '../checks/view.ts';
import type { Policy } from './policy.ts';

const REFLECTOR = 'reflector.v1.k8s.emberstack.com/';
const KNOWN = [
  'reflection-allowed',
  'reflection-allowed-namespaces',
  'reflection-auto-enabled',
  'reflection-auto-namespaces',
];

export const reflection: Policy = {
  name: 'reflection',
  says: 'what reflector copies goes to namespaces that are named, never to all of them',
  findings: ({ objects }) =>
    objects.flatMap((one) =>
      annotationsOf(one.object).flatMap((annotations) =>
        wrong(annotations).map((text) => `${named(one)}: ${text}`),
      ),
    ),
};

/** Annotations of the object itself, and of what an operator makes from it. */
function annotationsOf(value: unknown): JsonObject[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(annotationsOf);
  return Object.entries(value).flatMap(([key, item]) =>
    key === 'annotations' ? [asObject(item)] : annotationsOf(item),
  );
}

function wrong(annotations: JsonObject): string[] {
  const ours = Object.keys(annotations).filter((key) => key.startsWith(REFLECTOR));
  if (ours.length === 0) return [];
  const value = (name: string) => String(annotations[`${REFLECTOR}${name}`] ?? '');
  const unknown = ours.filter((key) => !KNOWN.includes(key.slice(REFLECTOR.length)));
  const lists = ['reflection-allowed-namespaces', 'reflection-auto-namespaces'];
  return [
    ...unknown.map((key) => `${key} is not on the list of allowed annotations`),
    ...lists
      .filter((name) => !/^[a-z0-9-]+(,[a-z0-9-]+)*$/.test(value(name)))
      .map((name) => `${name} must name namespaces, and "${value(name)}" does not`),
  ];
}
