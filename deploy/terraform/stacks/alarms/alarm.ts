import { CloudwatchMetricAlarm } from '#aws/cloudwatch-metric-alarm';
import type { SnsTopic } from '#aws/sns-topic';
import type { StackContext } from '../../framework/context.ts';
import { variableName } from '../../framework/names.ts';
import { seconds } from '../../framework/units.ts';

export const RUNBOOKS = 'docs/runbooks';

export interface Watched {
  readonly id: string;
  /** As AWS names them: `AWS/NetworkELB`, `HealthyHostCount`. */
  readonly metric: readonly [namespace: string, name: string];
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Maximum' | 'Sum';
  /** Between two measurements; that of most metrics of AWS unless told. */
  readonly periodMs?: number;
  /** When it alarms. Counts are 0 or more, so that `below 1` is `none at all`. */
  readonly when: { readonly below: number } | { readonly above: number };
  /** Silence is the loss itself (`breaching`), or nothing to count (`notBreaching`). */
  readonly silence: 'breaching' | 'notBreaching';
  /** What it means and what to do, in a sentence or two. */
  readonly says: string;
  /** A page of docs/runbooks with its part. */
  readonly runbook: string;
}

/** One alarm, told when it begins and when it ends, and asserted in the plan. */
export function alarm(context: StackContext, topic: SnsTopic, watched: Watched): void {
  const { id, metric, dimensions, statistic, when, silence, says, runbook } = watched;
  const figures = context.topology.observability.alerting.cloudwatch;
  const { periods } = figures;
  const { periodMs = figures.periodMs } = watched;
  const [namespace, metricName] = metric;
  const [comparisonOperator, threshold] =
    'below' in when ? ['LessThanThreshold', when.below] : ['GreaterThanThreshold', when.above];
  new CloudwatchMetricAlarm(context.for('O2'), id, {
    alarmName: context.named(id),
    alarmDescription: `${says} Runbook: ${RUNBOOKS}/${runbook}`,
    namespace,
    metricName,
    dimensions: { ...dimensions },
    statistic,
    period: seconds(periodMs),
    evaluationPeriods: periods,
    datapointsToAlarm: periods,
    comparisonOperator,
    threshold,
    treatMissingData: silence,
    alarmActions: [topic.arn],
    okActions: [topic.arn],
  });
  const planned = `aws_cloudwatch_metric_alarm.${variableName(id)}`;
  context.expect(
    `${planned}.comparison_operator == "${comparisonOperator}" && ${planned}.threshold == ${threshold} && ` +
      `${planned}.period == ${seconds(periodMs)} && ${planned}.datapoints_to_alarm == ${periods}`,
    `${id} alarms by the figures of the topology`,
  );
  context.expect(
    `${planned}.treat_missing_data == "${silence}"`,
    silence === 'breaching' ? `silence alarms ${id}` : `silence leaves ${id} quiet`,
  );
}
