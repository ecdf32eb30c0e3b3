import type { Catalogue, Scope } from '../catalogue/catalogue.ts';
import { labelsOf } from './labels.ts';
import { canMatch, selectorOf } from './matchers.ts';
import { type Node, parseQuery, QueryError } from './tree.ts';

export interface CheckedQuery {
  readonly problems: readonly string[];
  /** Names of the series that the query reads. */
  readonly series: readonly string[];
  /** Labels of its result. */
  readonly labels: ReadonlySet<string>;
}

/**
 * Holds a query to the catalogue: every series exists, has the labels that are matched, grouped and joined
 * by, and can have the values that are matched.
 */
export function checkQuery(query: string, catalogue: Catalogue, scope: Scope): CheckedQuery {
  let tree: Node;
  try {
    tree = parseQuery(query);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return { problems: [error.message], series: [], labels: new Set() };
  }
  const problems = new Set<string>();
  const series = new Set<string>();
  const labels = labelsOf(tree, {
    ofSelector: (node) => {
      const { metric, matchers } = selectorOf(node);
      if (metric === undefined) {
        problems.add(`${node.text} names no metric`);
        return new Set();
      }
      series.add(metric);
      const known = catalogue.labelsOf(metric, scope);
      if (!known) {
        problems.add(`nothing exports ${metric}`);
        return new Set(matchers.map(({ label }) => label));
      }
      for (const matcher of matchers) {
        const values = catalogue.series(metric)?.labels[matcher.label];
        if (!known.has(matcher.label)) problems.add(`${metric} has no label ${matcher.label}`);
        else if (
          Array.isArray(values) &&
          !isVariable(matcher.value) &&
          !canMatch(matcher, values)
        ) {
          problems.add(`${metric} never has ${matcher.label}${matcher.operator}"${matcher.value}"`);
        }
      }
      return known;
    },
    onUnknown: (label, where) => problems.add(`no label ${label} there: ${where}`),
  });
  return { problems: [...problems], series: [...series], labels };
}

/** A variable of Grafana was put there. */
const isVariable = (value: string): boolean => value === '.+';
