import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

/** A node of the parsed query, with its text. */
export interface Node {
  readonly kind: string;
  readonly text: string;
  readonly children: readonly Node[];
}

/** Grafana puts these in place of a duration or a value before it asks. */
const VARIABLES: readonly (readonly [RegExp, string])[] = [
  [/\$__(rate_)?interval|\$__range/g, '5m'],
  [/\$\{?[a-z]\w*\}?/gi, '.+'],
];

export class QueryError extends Error {
  override readonly name = 'QueryError';
}

/** Parses PromQL by the grammar of Prometheus' own editor. Throws a QueryError at a syntax error. */
export function parseQuery(query: string): Node {
  const text = VARIABLES.reduce((filled, [from, to]) => filled.replaceAll(from, to), query);
  const root = parser.parse(text).topNode;
  const failure = firstError(root);
  if (failure !== undefined) {
    throw new QueryError(`syntax error at "${text.slice(failure, failure + 20)}" in: ${text}`);
  }
  const expression = root.firstChild;
  if (!expression) throw new QueryError('the query is empty');
  return nodeOf(expression, text);
}

function firstError(root: SyntaxNode): number | undefined {
  const cursor = root.cursor();
  do {
    if (cursor.type.isError) return cursor.from;
  } while (cursor.next());
  return undefined;
}

function nodeOf(node: SyntaxNode, text: string): Node {
  const children: Node[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    children.push(nodeOf(child, text));
  }
  return { kind: node.name, text: text.slice(node.from, node.to), children };
}

export const childOf = (node: Node, kind: string): Node | undefined =>
  node.children.find((child) => child.kind === kind);

/** The node and everything below it. */
export function* walk(node: Node): Iterable<Node> {
  yield node;
  for (const child of node.children) yield* walk(child);
}
