import { childOf, type Node, walk } from './tree.ts';

export interface Matcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** What a selector asks for. */
export interface Selector {
  readonly metric: string | undefined;
  readonly matchers: readonly Matcher[];
}

const OPERATORS = new Set<Matcher['operator']>(['=', '!=', '=~', '!~']);

export function selectorOf(node: Node): Selector {
  const matchers = [...walk(node)]
    .filter(({ kind }) => kind === 'UnquotedLabelMatcher' || kind === 'QuotedLabelMatcher')
    .map(matcherOf);
  return { metric: childOf(node, 'Identifier')?.text, matchers };
}

function matcherOf(node: Node): Matcher {
  const [label, operator, value] = node.children;
  const found = [...OPERATORS].find((each) => each === operator?.text);
  if (!label || !found || !value) throw new Error(`${node.text} is no label matcher`);
  return { label: unquoted(label.text), operator: found, value: unquoted(value.text) };
}

const unquoted = (text: string): string =>
  text.replace(/^["'`]|["'`]$/g, '').replaceAll('\\\\', '\\');

/** Whether one of the values could match: a matcher that none can match asks for nothing. */
export function canMatch({ operator, value }: Matcher, values: readonly string[]): boolean {
  switch (operator) {
    case '=':
      return values.includes(value);
    case '=~':
      return value
        .split('|')
        .every((part) => values.some((each) => new RegExp(`^(?:${part})$`).test(each)));
    case '!=':
      return values.includes(value);
    case '!~':
      return true;
  }
}
