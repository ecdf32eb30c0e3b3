import { Catalogue, type Scope } from './catalogue/catalogue.ts';
import type { Metric } from './catalogue/metric.ts';
import { queriesOf } from './dashboards/extract.ts';
import { checkQuery } from './promql/check.ts';

/** Rules as they stand in a file: only what a query is checked by. */
export interface WrittenGroup {
  readonly rules: readonly {
    readonly record?: string;
    readonly alert?: string;
    readonly expr: string;
  }[];
}

export interface Checked {
  readonly queries: number;
  readonly findings: readonly string[];
  /** Every series that is asked for, once. */
  readonly series: readonly string[];
}

export interface Written {
  readonly groups: readonly { readonly scope: Scope; readonly group: WrittenGroup }[];
  readonly dashboards: readonly unknown[];
}

/** Holds every query of rules and dashboards to the metrics; recorded series count from their rule on. */
export function checkQueries(written: Written, metrics?: readonly Metric[]): Checked {
  const catalogue = new Catalogue(metrics);
  const findings = new Set<string>();
  const series = new Set<string>();
  let queries = 0;
  const check = (where: string, expr: string, scope: Scope): ReadonlySet<string> => {
    const checked = checkQuery(expr, catalogue, scope);
    queries += 1;
    for (const problem of checked.problems) findings.add(`${where}: ${problem}`);
    for (const name of checked.series) series.add(name);
    return checked.labels;
  };
  for (const { scope, group } of written.groups) {
    for (const { record, alert, expr } of group.rules) {
      const labels = check(alert ?? record ?? '', expr, scope);
      if (record !== undefined) catalogue.record({ name: record, labels });
    }
  }
  for (const dashboard of written.dashboards) {
    for (const { where, expr } of queriesOf(dashboard)) check(where, expr, 'global');
  }
  return { queries, findings: [...findings], series: [...series] };
}
