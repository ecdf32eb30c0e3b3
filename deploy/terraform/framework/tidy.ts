/** JSON as cdktn synthesises it and as Terraform reads it. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const objectAt = (value: unknown, key: string): JsonObject => {
  const found = isObject(value) ? value[key] : undefined;
  return isObject(found) ? found : {};
};

/** The order in which a person reads a stack. */
const SECTIONS = [
  '//',
  'terraform',
  'provider',
  'variable',
  'locals',
  'data',
  'resource',
  'moved',
  'import',
  'output',
];

/**
 * A stack without what the synthesiser notes for itself (paths of constructs, its own version), the
 * versions as we want them, and every key in one order: two syntheses give the same bytes.
 */
export function tidied(
  stack: JsonObject,
  comment: JsonObject,
  required: {
    readonly terraform: string;
    readonly providers: Readonly<Record<string, string>>;
    readonly backend: JsonObject;
  },
): JsonObject {
  const sorted = sortedKeys(withoutMetadata(stack));
  const terraform = objectAt(sorted, 'terraform');
  terraform.required_version = required.terraform;
  // The synthesiser puts a local one where it finds none of its own kind.
  terraform.backend = required.backend;
  for (const [name, provider] of Object.entries(objectAt(terraform, 'required_providers'))) {
    const version = required.providers[name];
    if (version === undefined) throw new Error(`provider ${name} has no version in providers.ts`);
    if (isObject(provider)) provider.version = version;
  }
  sorted.terraform = sortedKeys(terraform);
  sorted['//'] = comment;
  const unknown = Object.keys(sorted).filter((section) => !SECTIONS.includes(section));
  return Object.fromEntries(
    [...SECTIONS, ...unknown].flatMap((section) => {
      const found = sorted[section];
      return found === undefined ? [] : [[section, found]];
    }),
  );
}

/** Drops the comments of the synthesiser, and comments that are empty without them. */
function withoutMetadata(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]): [string, Json][] => {
      if (key !== '//') return [[key, isObject(item) ? withoutMetadata(item) : item]];
      const { metadata: _, ...rest } = isObject(item) ? item : {};
      return Object.keys(rest).length === 0 ? [] : [[key, rest]];
    }),
  );
}

function sortedKeys(value: JsonObject): JsonObject {
  const sort = (item: Json): Json => {
    if (Array.isArray(item)) return item.map(sort);
    return isObject(item) ? sortedKeys(item) : item;
  };
  const entries = Object.entries(value).map(([key, item]): [string, Json] => [key, sort(item)]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
