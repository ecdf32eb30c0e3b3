export type MetricType = 'counter' | 'gauge' | 'histogram' | 'summary';

/** The values that a label can have, or `open`: too many to list here, though never an id of a person. */
export type LabelValues = readonly string[] | 'open';

/** One metric as it is exported, before Prometheus adds the labels of the target. */
export interface Metric {
  readonly name: string;
  readonly type: MetricType;
  readonly labels: Readonly<Record<string, LabelValues>>;
  /** A workload of ours, `every workload`, or the program that exports it. */
  readonly from: string;
}

/** One time series name with its labels: a histogram is three of them. */
export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, LabelValues>>;
  readonly metric: Metric;
}

/** What the operator of Prometheus adds to every series of a target that a ServiceMonitor names. */
export const TARGET_LABELS: readonly string[] = [
  'job',
  'instance',
  'namespace',
  'pod',
  'service',
  'container',
  'endpoint',
  // An external label of each Prometheus; our processes say it themselves as well.
  'region',
];

/** The names under which Prometheus stores a metric. */
export function seriesOf(metric: Metric): Series[] {
  const { name, type, labels } = metric;
  const series = (suffix: string, extra: Readonly<Record<string, LabelValues>> = {}): Series => ({
    name: `${name}${suffix}`,
    labels: { ...labels, ...extra },
    metric,
  });
  switch (type) {
    case 'histogram':
      return [series('_bucket', { le: 'open' }), series('_sum'), series('_count')];
    case 'summary':
      return [series('', { quantile: 'open' }), series('_sum'), series('_count')];
    case 'counter':
    case 'gauge':
      return [series('')];
  }
}
