import type { Topology } from '@tandem/topology';
import type { Emitted } from '../checks/view.ts';
import { DECLARED } from './declared.ts';

/** One field that is not the same in every region. */
export interface Difference {
  readonly kind: string;
  /** `Deployment tandem/sim`. */
  readonly where: string;
  /** `spec.template.spec.containers[0].image`; '' for an object that not every region has. */
  readonly field: string;
  /** As text, in the order of the topology's regions; `undefined` where there is none. */
  readonly values: readonly (string | undefined)[];
  /** Why it may differ, or `undefined` when nobody declared it. */
  readonly why: string | undefined;
}

/** Every difference between the regions, in the order of the objects. */
export function differences(objects: readonly Emitted[], { regions }: Topology): Difference[] {
  const byRegion = regions.map(({ name }) =>
    fieldsByObject(objects.filter((one) => one.region === name)),
  );
  const ids = [...new Set(byRegion.flatMap((one) => [...one.keys()]))];
  return ids.flatMap((id) => {
    const [kind = ''] = id.split(' ');
    const found = byRegion.map((one) => one.get(id));
    if (found.some((fields) => fields === undefined)) {
      const values = found.map((fields) => (fields === undefined ? undefined : 'there'));
      return [declaredAs({ kind, where: id, field: '', values })];
    }
    const fields = [...new Set(found.flatMap((one) => [...(one?.keys() ?? [])]))];
    return fields
      .map((field) => ({ kind, where: id, field, values: found.map((one) => one?.get(field)) }))
      .filter(({ values }) => new Set(values).size > 1)
      .map(declaredAs);
  });
}

export const undeclared = (found: readonly Difference[]): Difference[] =>
  found.filter(({ why }) => why === undefined);

const declaredAs = (one: Omit<Difference, 'why'>): Difference => ({
  ...one,
  why: DECLARED.find(({ kind, field }) => kind.test(one.kind) && field.test(one.field))?.why,
});

function fieldsByObject(objects: readonly Emitted[]): Map<string, Map<string, string>> {
  return new Map(
    objects.map(({ kind, namespace, name, object }) => [
      `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`,
      new Map(leaves(object, '')),
    ]),
  );
}

/** Elements of a list that have a name are known by it: one more must not shift all the others. */
function leaves(value: unknown, path: string): [string, string][] {
  if (Array.isArray(value)) {
    return value.flatMap((item, at) => leaves(item, `${path}[${nameOf(item) ?? at}]`));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, item]) =>
      leaves(item, path === '' ? key : `${path}.${key}`),
    );
  }
  return [[path, String(value)]];
}

function nameOf(item: unknown): string | undefined {
  const name: unknown =
    typeof item === 'object' && item !== null ? Reflect.get(item, 'name') : undefined;
  return typeof name === 'string' ? name : undefined;
}
