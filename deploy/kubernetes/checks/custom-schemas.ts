import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { asObject, type JsonObject, listAt, objectAt, textAt } from './view.ts';

let known: ReadonlyMap<string, JsonObject> | undefined;

/** The schemas of our CRD files, closed: what they do not name is unknown. By `<apiVersion> <kind>`. */
export function customSchemas(): ReadonlyMap<string, JsonObject> {
  known ??= new Map(crdFiles().flatMap((file) => schemasOf(readFileSync(file, 'utf8'))));
  return known;
}

function crdFiles(): string[] {
  const directory = crdDirectory(dirname(fileURLToPath(import.meta.url)));
  return readdirSync(directory)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => join(directory, name));
}

/** Upwards from here: the bundle is in another directory than the sources. */
function crdDirectory(from: string): string {
  const candidate = join(from, 'deploy', 'kubernetes', 'crds');
  if (existsSync(candidate)) return candidate;
  const parent = dirname(from);
  if (parent === from) throw new Error('deploy/kubernetes/crds is not beside the program');
  return crdDirectory(parent);
}

function schemasOf(text: string): [string, JsonObject][] {
  return parseAllDocuments(text).flatMap((document) => {
    const spec = objectAt(document.toJS(), 'spec');
    const kind = textAt(objectAt(spec, 'names'), 'kind');
    return listAt(spec, 'versions').map((version): [string, JsonObject] => [
      `${textAt(spec, 'group')}/${textAt(version, 'name')} ${kind}`,
      rootOf(objectAt(version, 'schema', 'openAPIV3Schema')),
    ]);
  });
}

/** The metadata is the same for every kind, and checked by its own validator. */
function rootOf(schema: JsonObject): JsonObject {
  const closedRoot = asObject(closed(schema));
  return { ...closedRoot, properties: { ...asObject(closedRoot.properties), metadata: {} } };
}

function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, closed(one)]));
  const isClosed = 'properties' in fields && !('additionalProperties' in fields);
  return isClosed ? { ...fields, additionalProperties: false } : fields;
}
