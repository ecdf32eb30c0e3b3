import { parseAllDocuments } from 'yaml';
import type { Tree } from '../framework/render.ts';

export type JsonObject = { readonly [key: string]: unknown };

/** An object as it stands in a file that synth wrote. */
export interface Emitted {
  /** `kubernetes/<region>/<group>/<file>.yaml`. */
  readonly path: string;
  readonly region: string;
  readonly group: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly object: JsonObject;
}

/** Every object of every region, in the order of the files. Throws when a file is no YAML of objects. */
export function emittedObjects(tree: Tree): Emitted[] {
  return [...tree].flatMap(([path, text]) => {
    if (!path.endsWith('.yaml') || path.endsWith('/kustomization.yaml')) return [];
    const [, region = '', group = ''] = path.split('/');
    return parseAllDocuments(text, { version: '1.1' }).map((document) => {
      const [error] = document.errors;
      if (error !== undefined) throw new Error(`${path}: ${error.message}`);
      return emitted({ path, region, group }, document.toJS());
    });
  });
}

function emitted(where: Pick<Emitted, 'path' | 'region' | 'group'>, value: unknown): Emitted {
  const object = asObject(value);
  const metadata = objectAt(object, 'metadata');
  return {
    ...where,
    apiVersion: textAt(object, 'apiVersion'),
    kind: textAt(object, 'kind'),
    name: textAt(metadata, 'name'),
    namespace: metadata.namespace === undefined ? undefined : String(metadata.namespace),
    object,
  };
}

const EMPTY: JsonObject = {};

export const asObject = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : EMPTY;

/** What is found along the path, `{}` where there is nothing. */
export const objectAt = (value: unknown, ...path: readonly string[]): JsonObject =>
  path.reduce<JsonObject>((found, key) => asObject(found[key]), asObject(value));

export const listAt = (value: unknown, ...path: readonly string[]): readonly unknown[] => {
  const last = path.at(-1) ?? '';
  const found = objectAt(value, ...path.slice(0, -1))[last];
  return Array.isArray(found) ? found : [];
};

/** The text of a field, '' where there is none. */
export const textAt = (value: unknown, key: string): string => {
  const found = asObject(value)[key];
  return found === undefined || found === null ? '' : String(found);
};

/** How findings name an object: `us-east-1 Deployment tandem/sim`. */
export const named = ({ region, kind, namespace, name }: Emitted): string =>
  `${region} ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;

/** The value at the place; `undefined` when there is none. */
export const ofKind = (objects: readonly Emitted[], ...kinds: readonly string[]): Emitted[] =>
  objects.filter(({ kind }) => kinds.includes(kind));
