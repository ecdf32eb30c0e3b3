import { labelsOfAlert, RUNBOOKS } from '../rules/render.ts';
import { type Alert, type Case, type Group, isAlert } from '../rules/rule.ts';

/** A file of `promtool test rules`. */
export interface PromtoolTests {
  readonly rule_files: readonly string[];
  readonly evaluation_interval: string;
  readonly tests: readonly PromtoolTest[];
}

export interface PromtoolTest {
  readonly name: string;
  readonly interval: string;
  readonly input_series: readonly { readonly series: string; readonly values: string }[];
  readonly alert_rule_test: readonly {
    readonly alertname: string;
    readonly eval_time: string;
    readonly exp_alerts: readonly ExpectedAlert[];
  }[];
}

interface ExpectedAlert {
  readonly exp_labels: Readonly<Record<string, string>>;
  readonly exp_annotations: Readonly<Record<string, string>>;
}

interface Dated {
  readonly evaluated: string;
  readonly test: PromtoolTest;
}

/**
 * Two tests for every alert of the group: one in which it must fire, and one in which it must not. A file
 * for each pace of evaluation, by that pace: promtool evaluates every rule of a file at every step, so that
 * tests of days beside tests of minutes would take an hour.
 */
export function promtoolTests(group: Group, rulesFile: string): ReadonlyMap<string, PromtoolTests> {
  const dated = group.rules.filter(isAlert).flatMap(testsOf);
  const paces = [...new Set(dated.map(({ evaluated }) => evaluated))];
  return new Map(
    paces.map((pace) => [
      pace,
      {
        rule_files: [rulesFile],
        evaluation_interval: pace,
        tests: dated.filter(({ evaluated }) => evaluated === pace).map(({ test }) => test),
      },
    ]),
  );
}

function testsOf(alert: Alert): Dated[] {
  const fires = testOf(alert, 'fires', alert.fires, alert.expected);
  // What always fires is never quiet.
  if (alert.severity === 'none') return [fires];
  return [fires, testOf(alert, 'is quiet', alert.quiet, [])];
}

function testOf(
  alert: Alert,
  what: string,
  { input, at, every = '1m', evaluated = '1m' }: Case,
  expected: readonly Readonly<Record<string, string>>[],
): Dated {
  const test: PromtoolTest = {
    name: `${alert.alert} ${what}`,
    interval: every,
    input_series: input.map(({ series, values }) => ({ series, values })),
    alert_rule_test: [
      {
        alertname: alert.alert,
        eval_time: at,
        exp_alerts: expected.map((labels) => ({
          exp_labels: { ...labels, ...labelsOfAlert(alert.severity) },
          exp_annotations: {
            summary: filled(alert.summary, labels),
            runbook: `${RUNBOOKS}/${alert.runbook}`,
          },
        })),
      },
    ],
  };
  return { evaluated, test };
}

const filled = (text: string, labels: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_, name: string) => labels[name] ?? '');
