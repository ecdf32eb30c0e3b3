import { childOf, type Node } from './tree.ts';

/** A series that a recording rule writes. */
export interface RecordedSeries {
  readonly name: string;
  readonly labels: ReadonlySet<string>;
}

/** Functions whose first arguments are no vector, or that change labels. */
const LABEL_FREE = new Set(['scalar', 'time', 'vector', 'pi']);

export interface LabelFlow {
  /** Labels of the series that a selector yields. */
  readonly ofSelector: (node: Node) => ReadonlySet<string>;
  readonly onUnknown: (label: string, where: string) => void;
}

const NONE: ReadonlySet<string> = new Set();
const LITERALS = new Set(['NumberDurationLiteral', 'StringLiteral']);
const isExpression = ({ kind }: Node): boolean =>
  kind.endsWith('Expr') ||
  kind.endsWith('Selector') ||
  kind === 'FunctionCall' ||
  LITERALS.has(kind);

/** The labels that the result of an expression has; tells of every label that is named and not there. */
export function labelsOf(node: Node, flow: LabelFlow): ReadonlySet<string> {
  switch (node.kind) {
    case 'VectorSelector':
      return flow.ofSelector(node);
    case 'AggregateExpr':
      return ofAggregation(node, flow);
    case 'BinaryExpr':
      return ofBinary(node, flow);
    case 'FunctionCall':
      return ofCall(node, flow);
    default: {
      const inner = node.children.find(isExpression);
      return inner ? labelsOf(inner, flow) : NONE;
    }
  }
}

function ofAggregation(node: Node, flow: LabelFlow): ReadonlySet<string> {
  const body = childOf(node, 'FunctionCallBody');
  const argument = body?.children.filter(isExpression).at(-1);
  const input = argument ? labelsOf(argument, flow) : NONE;
  const modifier = childOf(node, 'AggregateModifier');
  const named = modifier ? groupingOf(modifier) : [];
  check(named, input, modifier?.text ?? '', flow);
  const operator = childOf(node, 'AggregateOp')?.text;
  if (operator === 'topk' || operator === 'bottomk') return input;
  if (modifier && childOf(modifier, 'Without')) {
    return new Set([...input].filter((label) => !named.includes(label)));
  }
  return new Set(named);
}

function ofBinary(node: Node, flow: LabelFlow): ReadonlySet<string> {
  const [left, right] = node.children.filter(isExpression);
  const leftLabels = left ? labelsOf(left, flow) : NONE;
  const rightLabels = right ? labelsOf(right, flow) : NONE;
  const matching = childOf(node, 'MatchingModifierClause');
  if (!matching) return leftLabels.size >= rightLabels.size ? leftLabels : rightLabels;
  const [on = [], extra = []] = matching.children
    .filter(({ kind }) => kind === 'GroupingLabels')
    .map(labelNames);
  check(on, leftLabels, matching.text, flow);
  check(on, rightLabels, matching.text, flow);
  const many = childOf(matching, 'GroupRight') ? rightLabels : leftLabels;
  return new Set([...many, ...extra]);
}

function ofCall(node: Node, flow: LabelFlow): ReadonlySet<string> {
  const name = childOf(node, 'FunctionIdentifier')?.text ?? '';
  const call = childOf(node, 'FunctionCallBody')?.children.filter(isExpression) ?? [];
  const inputs = call.map((argument) => labelsOf(argument, flow));
  if (LABEL_FREE.has(name)) return NONE;
  const input = new Set(inputs.flatMap((labels) => [...labels]));
  if (name === 'histogram_quantile') {
    check(['le'], input, node.text, flow);
    input.delete('le');
  }
  if (name === 'label_replace') {
    const target = call[1]?.text.replaceAll('"', '');
    if (target) input.add(target);
  }
  return input;
}

const groupingOf = (modifier: Node): string[] =>
  modifier.children.filter(({ kind }) => kind === 'GroupingLabels').flatMap(labelNames);

const labelNames = (node: Node): string[] =>
  node.children.filter(({ kind }) => kind.endsWith('LabelName')).map(({ text }) => text);

function check(
  named: readonly string[],
  known: ReadonlySet<string>,
  where: string,
  flow: LabelFlow,
): void {
  for (const label of named) if (!known.has(label)) flow.onUnknown(label, where);
}
