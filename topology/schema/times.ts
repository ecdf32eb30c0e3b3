import type { Scale } from './kinds.ts';

/** The part of a JSON schema that leads to the times. */
interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly 'x-scale'?: Scale;
  readonly 'x-floor'?: number;
}

export interface TimeField {
  readonly path: string;
  readonly value: number;
  readonly scale: Scale;
  /** In the unit of the field: no profile goes below it. */
  readonly floor: number;
}

/** A copy of `value` in which `change` has replaced every time that the schema marks. */
export function mapTimes<T>(schema: object, value: T, change: (field: TimeField) => number): T {
  return copy(schema, value, '', change) as T;
}

/** Every time in `value` that the schema marks. */
export function timesOf(schema: object, value: unknown): TimeField[] {
  const found: TimeField[] = [];
  mapTimes(schema, value, (field) => {
    found.push(field);
    return field.value;
  });
  return found;
}

function copy(
  node: Node | undefined,
  value: unknown,
  path: string,
  change: (field: TimeField) => number,
): unknown {
  if (Array.isArray(value)) {
    return value.map((item, index) => copy(node?.items, item, `${path}[${index}]`, change));
  }
  if (typeof value === 'object' && value !== null) {
    const inside = (key: string) => (path === '' ? key : `${path}.${key}`);
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        copy(memberOf(node, key), item, inside(key), change),
      ]),
    );
  }
  const scale = node?.['x-scale'];
  if (typeof value !== 'number' || scale === undefined) return value;
  return change({ path, value, scale, floor: node?.['x-floor'] ?? 1 });
}

function memberOf(node: Node | undefined, key: string): Node | undefined {
  const others = node?.additionalProperties;
  return node?.properties?.[key] ?? (typeof others === 'object' ? others : undefined);
}
