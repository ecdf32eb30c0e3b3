import { Token } from 'cdktn';
import { snakeCase, variableName } from './names.ts';
import { expression, KINDS, type Kind, StackError, type Taken } from './spec.ts';

/** What one stack takes from another: fields by name, each of a kind. */
export type Fields = Readonly<Record<string, Kind>>;
export type Values<F extends Fields> = { readonly [K in keyof F]: Taken[F[K]] };

/** The kind of an exported value, with the keys of a map or the indices of a list. */
export interface Shape {
  readonly kind: Kind;
  readonly keys: readonly string[];
}

/** What a stack gives to others, and what it takes from them, in the words of the manifest. */
export interface Passing {
  readonly exports: Map<string, Shape>;
  /** By the full name of the stack. */
  readonly takes: Map<string, Map<string, Kind>>;
}

export const newPassing = (): Passing => ({ exports: new Map(), takes: new Map() });

export function recordTake(stack: string, { takes }: Passing, from: string, fields: Fields): void {
  const known = takes.get(from) ?? new Map<string, Kind>();
  for (const [field, kind] of Object.entries(fields)) {
    const before = known.get(field);
    if (before !== undefined && before !== kind) {
      throw new StackError(stack, `takes ${from}.${field} as ${before} and as ${kind}`);
    }
    known.set(field, kind);
  }
  takes.set(from, known);
}

/** References into the variable that holds the exports of the other stack. */
export function referencesTo<F extends Fields>(from: string, fields: F): Values<F> {
  const reference = ([field, kind]: [string, Kind]): [string, unknown] => {
    const path = `var.${variableName(from)}.${snakeCase(field)}`;
    return [field, referenceOf(path, kind)];
  };
  return Object.fromEntries(Object.entries(fields).map(reference)) as Values<F>;
}

/** Quotes inside an expression would not survive in the JSON of a policy. */
const IDENTIFIER = /^[a-zA-Z_][a-zA-Z0-9_-]*$/;

function referenceOf(path: string, kind: Kind): Taken[Kind] {
  switch (kind) {
    case 'string':
      return expression(path);
    case 'strings':
      return Token.asList(expression(path));
    case 'number':
      return Token.asNumber(expression(path));
    case 'map':
      return (key) => expression(`${path}${IDENTIFIER.test(key) ? `.${key}` : `["${key}"]`}`);
  }
}

/** The type of that variable: Terraform drops what is not named in it. */
export function objectType(fields: ReadonlyMap<string, Kind>): string {
  const entries = [...fields].map(([field, kind]) => `${snakeCase(field)} = ${KINDS[kind]}`);
  return `object({ ${entries.sort().join(', ')} })`;
}

/** Problems of what passes between stacks, as one line each. */
export function passingProblems(stacks: ReadonlyMap<string, Passing>): string[] {
  return [...stacks].flatMap(([stack, { takes }]) =>
    [...takes].flatMap(([from, fields]) => {
      const given = stacks.get(from);
      if (given === undefined) return [`${stack} takes from ${from}, which is not a stack`];
      return [...fields].flatMap(([field, kind]) => {
        const found = given.exports.get(field)?.kind;
        if (found === kind) return [];
        return found === undefined
          ? [`${stack} takes ${field} from ${from}, which exports no such value`]
          : [`${stack} takes ${field} from ${from} as ${kind}, which exports it as ${found}`];
      });
    }),
  );
}

/** The stacks in an order in which each comes after those it takes from. Throws on a circle. */
export function applyOrder(stacks: ReadonlyMap<string, Passing>): string[] {
  const order: string[] = [];
  const visit = (stack: string, path: readonly string[]): void => {
    if (order.includes(stack)) return;
    if (path.includes(stack)) {
      throw new StackError(stack, `takes from itself: ${[...path, stack].join(' <- ')}`);
    }
    for (const from of stacks.get(stack)?.takes.keys() ?? []) visit(from, [...path, stack]);
    order.push(stack);
  };
  for (const stack of stacks.keys()) visit(stack, []);
  return order;
}
