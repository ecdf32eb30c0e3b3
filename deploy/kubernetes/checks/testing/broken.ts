import { type Emitted, emittedObjects } from '../view.ts';

export interface Which {
  readonly kind: string;
  readonly name: string;
  /** Default: us-east-1. */
  readonly region?: string;
}

type Path = readonly (string | number)[];

/** The objects with one value changed, as a mistake in a generator would have it; `undefined` removes it. */
export function broken(
  objects: readonly Emitted[],
  { kind, name, region = 'us-east-1' }: Which,
  path: Path,
  value: unknown,
): Emitted[] {
  const found = objects.find(
    (one) => one.kind === kind && one.name === name && one.region === region,
  );
  if (found === undefined) throw new Error(`there is no ${kind} ${name} in ${region}`);
  const object = structuredClone(found.object);
  setAt(object, path, value);
  return objects.map((one) => (one === found ? { ...found, ...renamed(object), object } : one));
}

/** The same objects without one. */
export function without(
  objects: readonly Emitted[],
  { kind, name, region = 'us-east-1' }: Which,
): Emitted[] {
  const left = objects.filter(
    (one) => one.kind !== kind || one.name !== name || one.region !== region,
  );
  if (left.length === objects.length) throw new Error(`there is no ${kind} ${name} in ${region}`);
  return left;
}

/** Objects of a file of their own. */
export const emittedFrom = (text: string): Emitted[] =>
  emittedObjects(new Map([['kubernetes/us-east-1/test/test.yaml', text]]));

function setAt(root: object, path: Path, value: unknown): void {
  let at: object = root;
  for (const key of path.slice(0, -1)) {
    const next: unknown = Reflect.get(at, key);
    if (typeof next === 'object' && next !== null) at = next;
    else {
      const made = {};
      Reflect.set(at, key, made);
      at = made;
    }
  }
  const last = path.at(-1) ?? '';
  if (value === undefined) Reflect.deleteProperty(at, last);
  else Reflect.set(at, last, value);
}

function renamed(object: object): { name?: string } {
  const name: unknown = Reflect.get(Object(Reflect.get(object, 'metadata')), 'name');
  return typeof name === 'string' ? { name } : {};
}
