import type { Topology } from '@tandem/topology';
import type { Manifest, ManifestStack } from '../framework/manifest.ts';
import { isObject, type Json, type JsonObject, objectAt } from '../framework/tidy.ts';

/** A resource of a synthesised stack, with where it is made. */
export interface Resource {
  readonly stack: ManifestStack;
  readonly type: string;
  readonly name: string;
  /** `global: aws_s3_bucket.loki_use1`. */
  readonly at: string;
  /** The region of the provider it goes through; that of the stack for providers without regions. */
  readonly region: string;
  readonly body: JsonObject;
  readonly rows: string[];
}

/** Everything that synth wrote, as the policies look at it. */
export interface View {
  readonly topology: Topology;
  readonly manifest: Manifest;
  readonly stacks: ReadonlyMap<string, JsonObject>;
  readonly resources: readonly Resource[];
}

/** What must hold; yields one line for each place where it does not: where, what, and how to mend it. */
export type Policy = (view: View) => Iterable<string>;

export function viewOf(
  topology: Topology,
  manifest: Manifest,
  stacks: ReadonlyMap<string, JsonObject>,
): View {
  const resources = manifest.stacks.flatMap((stack) => {
    const json = stacks.get(stack.name) ?? {};
    return entries(objectAt(json, 'resource')).flatMap(([type, named]) =>
      entries(named).map(([name, body]): Resource => {
        const region = regionOf(json, body, stack.region);
        const at = `${stack.name}: ${type}.${name}`;
        return { stack, type, name, at, region, body, rows: rowsOf(body) };
      }),
    );
  });
  return { topology, manifest, stacks, resources };
}

const entries = (value: JsonObject): [string, JsonObject][] =>
  Object.entries(value).flatMap(([key, item]) => (isObject(item) ? [[key, item]] : []));

function rowsOf(body: JsonObject): string[] {
  const { rows } = objectAt(body, '//');
  return Array.isArray(rows) ? rows.map(String) : [];
}

function regionOf(stack: JsonObject, { provider }: JsonObject, own: string): string {
  if (typeof provider !== 'string') return own;
  const [name = '', alias] = provider.split('.');
  const instances = [objectAt(stack, 'provider')[name] ?? []].flat();
  const found = instances.find((instance) => isObject(instance) && instance.alias === alias);
  return isObject(found) && typeof found.region === 'string' ? found.region : own;
}

export const ofType = ({ resources }: View, ...types: readonly string[]): Resource[] =>
  resources.filter(({ type }) => types.includes(type));

/** A block that may be written as one object or as a list of them. */
export function blocksOf(body: JsonObject, name: string): JsonObject[] {
  const value = body[name];
  return [value ?? []].flat().filter((item) => isObject(item));
}

/** Whether some text in the value refers to the resource. */
export function refersTo(value: Json | undefined, { type, name }: Resource): boolean {
  const reference = new RegExp(`\\b${type}\\.${name}\\b`);
  return reference.test(JSON.stringify(value ?? null));
}

/** The companion of a resource: another type in the same stack whose field refers to it. */
export function companionOf(
  view: View,
  type: string,
  field: string,
  resource: Resource,
): Resource | undefined {
  return ofType(view, type).find(
    ({ stack, body }) => stack === resource.stack && refersTo(body[field], resource),
  );
}
