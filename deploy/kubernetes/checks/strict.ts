import strict from '../schemas/strict.json' with { type: 'json' };
import { customSchemas } from './custom-schemas.ts';
import { asObject, type Emitted, type JsonObject, listAt, named } from './view.ts';

const DEFINITIONS: JsonObject = strict.definitions;
const KINDS: JsonObject = strict.kinds;

/**
 * Fields that the typings of a kind do not have, which the API server would drop or refuse. Values are
 * checked by the validators of the kinds; this walks along the names, as those let any name pass.
 */
export function unknownFields(objects: readonly Emitted[]): string[] {
  return objects.flatMap((one) => {
    const id = `${one.apiVersion} ${one.kind}`;
    const schema = customSchemas().get(id) ?? KINDS[id];
    if (schema === undefined)
      return [`${named(one)}: its fields are not known (schemas/kinds.json)`];
    return unknownBelow(asObject(schema), one.object, '').map(
      (path) => `${named(one)}: ${path} is no field of ${one.kind}`,
    );
  });
}

/** The values of a chart have the fields that the chart takes; nothing here knows them. */
const CHART_VALUES = '.helm.valuesObject';

function unknownBelow(given: JsonObject, value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null || path.endsWith(CHART_VALUES)) return [];
  const schema = resolved(given);
  const ways = listAt(schema, 'anyOf');
  if (ways.length > 0) {
    const found = ways
      .filter((way) => takes(resolved(asObject(way)), value))
      .map((way) => unknownBelow(asObject(way), value, path));
    return found.sort((a, b) => a.length - b.length)[0] ?? [];
  }
  if (Array.isArray(value)) {
    const items = asObject(schema.items);
    return value.flatMap((item, at) => unknownBelow(items, item, `${path}[${at}]`));
  }
  return Object.entries(value).flatMap(([key, item]) => unknownAt(schema, key, item, path));
}

function unknownAt(schema: JsonObject, key: string, item: unknown, path: string): string[] {
  const here = path === '' ? key : `${path}.${key}`;
  const known = asObject(schema.properties);
  if (Object.hasOwn(known, key)) return unknownBelow(asObject(known[key]), item, here);
  // A map, of values of one form or of any.
  if (schema.additionalProperties === false) return [here];
  return unknownBelow(asObject(schema.additionalProperties), item, here);
}

function resolved(schema: JsonObject): JsonObject {
  const { $ref } = schema;
  if (typeof $ref !== 'string') return schema;
  return resolved(asObject(DEFINITIONS[$ref.slice('#/definitions/'.length)]));
}

const takes = ({ type }: JsonObject, value: object): boolean =>
  type === undefined || [type].flat().includes(Array.isArray(value) ? 'array' : 'object');
