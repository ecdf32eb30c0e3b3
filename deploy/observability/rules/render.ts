import { type Group, isAlert, type Rule, type RuleSet, type Severity } from './rule.ts';

/** As Prometheus reads them, and as a PrometheusRule holds them in `spec`. */
export interface RenderedRules {
  readonly groups: readonly RenderedGroup[];
}

export interface RenderedGroup {
  readonly name: string;
  readonly rules: readonly RenderedRule[];
}

export interface RenderedRule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export const renderRules = ({ groups }: Pick<RuleSet, 'groups'>): RenderedRules => ({
  groups: groups.map(renderGroup),
});

export const renderGroup = ({ name, rules }: Group): RenderedGroup => ({
  name: `tandem-${name}`,
  rules: rules.map(rendered),
});

/** Where runbooks are read: a path in the repository of the sources. */
export const RUNBOOKS = 'docs/runbooks';

export const labelsOfAlert = (severity: Severity): Record<string, string> => ({
  severity,
  system: 'tandem',
});

function rendered(rule: Rule): RenderedRule {
  if (!isAlert(rule)) return { record: rule.record, expr: rule.expr };
  return {
    alert: rule.alert,
    expr: rule.expr,
    ...(rule.for === undefined ? {} : { for: rule.for }),
    labels: labelsOfAlert(rule.severity),
    annotations: { summary: rule.summary, runbook: `${RUNBOOKS}/${rule.runbook}` },
  };
}
