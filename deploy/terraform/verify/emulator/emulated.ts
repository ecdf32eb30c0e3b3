import { sampleOf } from '../../framework/samples.ts';
import { isObject, type Json, type JsonObject, objectAt } from '../../framework/tidy.ts';
import { offline } from '../terraform.ts';
import { ARGUMENTS_NOT_EMULATED, NOT_EMULATED, NOTHING_WITHOUT, STAND_INS } from './limits.ts';

/** A stack as the emulator can take it, and the addresses that it cannot. */
export interface Emulated {
  readonly stack: JsonObject;
  readonly left: readonly string[];
}

/**
 * Leaves out the resources of types that the emulator lacks. Whoever refers to one gets a value of the
 * right form in its place, so that it is applied all the same.
 */
export function emulated(original: JsonObject, region: string): Emulated {
  const stack = withStandIns(original);
  const resources = objectAt(stack, 'resource');
  const kept: Record<string, JsonObject> = {};
  const left: string[] = [];
  for (const type of Object.keys(resources)) {
    for (const [name, body] of Object.entries(objectAt(resources, type))) {
      if (isLeft(type, body)) left.push(`${type}.${name}`);
      else kept[type] = { ...kept[type], [name]: withoutArguments(type, body) };
    }
  }
  const without = {
    ...offline(stack, EMULATED_PROVIDER),
    resource: kept,
  };
  return { stack: replaced(without, left, region), left };
}

function withoutArguments(type: string, body: Json): Json {
  const names = ARGUMENTS_NOT_EMULATED[type]?.names ?? [];
  return isObject(body)
    ? Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)))
    : body;
}

function isLeft(type: string, body: Json): boolean {
  if (NOT_EMULATED[type] !== undefined) return true;
  const text = JSON.stringify(body);
  return (NOTHING_WITHOUT[type] ?? []).some((needed) =>
    new RegExp(`\\$\\{[^}]*\\b${needed}\\.`).test(text),
  );
}

/** Path style: the emulator has no name for each bucket. It knows its account, which ECR asks for. */
const EMULATED_PROVIDER = { s3_use_path_style: true, skip_requesting_account_id: false };

/** Renames the type where it is made and wherever it is referred to. */
function withStandIns(stack: JsonObject): JsonObject {
  let result = stack;
  for (const [type, { type: to, without }] of Object.entries(STAND_INS)) {
    const { [type]: made, ...others } = objectAt(result, 'resource');
    if (!isObject(made)) continue;
    const bodies = Object.entries(made).map(([name, body]): [string, Json] => [
      name,
      Object.fromEntries(Object.entries(body ?? {}).filter(([key]) => !without.includes(key))),
    ]);
    const resource = {
      ...others,
      [to]: { ...objectAt(others, to), ...Object.fromEntries(bodies) },
    };
    result = JSON.parse(JSON.stringify({ ...result, resource }).replaceAll(`${type}.`, `${to}.`));
  }
  return result;
}

function replaced(stack: JsonObject, left: readonly string[], region: string): JsonObject {
  const walk = (value: Json): Json => {
    if (typeof value === 'string') return withSamples(value, left, region);
    if (Array.isArray(value)) return value.filter((item) => !isReference(item, left)).map(walk);
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, item]): [string, Json][] =>
        key === 'lifecycle' ? withoutGuard(item) : [[key, walk(item)]],
      ),
    );
  };
  const result = walk(stack);
  return isObject(result) ? result : {};
}

/** An address by itself, as in `depends_on`. */
const isReference = (item: Json, left: readonly string[]): boolean =>
  typeof item === 'string' && left.includes(item);

/** What must not be destroyed in an account is thrown away with the emulator. */
function withoutGuard(lifecycle: Json): [string, Json][] {
  const { prevent_destroy: _, ...rest } = isObject(lifecycle) ? lifecycle : {};
  return Object.keys(rest).length === 0 ? [] : [['lifecycle', rest]];
}

const INTERPOLATION = /\$\{[^}]*\}/g;

function withSamples(text: string, left: readonly string[], region: string): string {
  return text.replaceAll(INTERPOLATION, (expression) => {
    const address = left.find((one) => new RegExp(`\\b${one}\\b`).test(expression));
    if (address === undefined) return expression;
    const attribute = /\.([a-z_]+)\}$/.exec(expression)?.[1] ?? 'id';
    return String(sampleOf(`${address.split('.')[0]}_${attribute}`, 'string', region, []));
  });
}
