import type { LabelValues, Metric, MetricType } from './metric.ts';

/** One metric as a process shows it: its type, and every value that each of its labels has. */
export interface Exposed {
  readonly type: string;
  readonly labels: ReadonlyMap<string, ReadonlySet<string>>;
}

const TYPE = /^# TYPE (\S+) (\S+)$/;
const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S+(?: \d+)?$/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"(?:,|$)/g;
const PARTS = /_(bucket|sum|count)$/;

/** Reads the text format of Prometheus, of any number of processes. Throws at a line that is none of it. */
export function readExposition(texts: readonly string[]): ReadonlyMap<string, Exposed> {
  const found = new Map<string, { type: string; labels: Map<string, Set<string>> }>();
  for (const line of texts.flatMap((text) => text.split('\n'))) {
    const [, name, type] = TYPE.exec(line) ?? [];
    if (name !== undefined && type !== undefined) {
      if (!found.has(name)) found.set(name, { type, labels: new Map() });
      continue;
    }
    if (line === '' || line.startsWith('#')) continue;
    const [, series, labels = ''] = SAMPLE.exec(line) ?? [];
    if (series === undefined) throw new Error(`no line of the text format: ${line}`);
    const metric = found.get(series) ?? found.get(series.replace(PARTS, ''));
    if (!metric) throw new Error(`${series} has no type`);
    for (const [, label = '', value = ''] of labels.matchAll(LABEL)) {
      const values = metric.labels.get(label) ?? new Set();
      metric.labels.set(label, values.add(value));
    }
  }
  return found;
}

/** Labels that are not a metric's own: of every process, of buckets. */
const GIVEN = new Set(['region', 'le', 'quantile']);

/** What is wrong with the list of metrics, as running processes show it. */
export function differences(
  metrics: readonly Metric[],
  exposed: ReadonlyMap<string, Exposed>,
  prefix: string,
): string[] {
  const listed = new Map(metrics.map((metric) => [metric.name, metric]));
  const unlisted = [...exposed.keys()]
    .filter((name) => name.startsWith(prefix) && !listed.has(name))
    .map((name) => `${name} is exported and not listed`);
  return [...unlisted, ...metrics.flatMap((metric) => wrongIn(metric, exposed.get(metric.name)))];
}

function wrongIn({ name, type, labels }: Metric, shown: Exposed | undefined): string[] {
  if (!shown) return [`${name} is listed and not exported`];
  const found = shown.type === type ? [] : [`${name} is a ${shown.type}, not a ${type}`];
  for (const [label, values] of shown.labels) {
    if (GIVEN.has(label)) continue;
    const known = labels[label];
    if (known === undefined) found.push(`${name} has a label ${label} that is not listed`);
    else if (known !== 'open') {
      for (const value of values) {
        if (!known.includes(value))
          found.push(`${name} has ${label}="${value}", which is not listed`);
      }
    }
  }
  // A series without samples shows no labels.
  if (shown.labels.size > 0) {
    for (const label of Object.keys(labels)) {
      if (!shown.labels.has(label) && hasOwn(shown)) found.push(`${name} has no label ${label}`);
    }
  }
  return found;
}

const hasOwn = ({ labels }: Exposed): boolean =>
  [...labels.keys()].some((label) => !GIVEN.has(label));

/** The metrics as they are shown, for queries to be held to; what has no samples keeps the labels of the list. */
export function shownMetrics(
  metrics: readonly Metric[],
  exposed: ReadonlyMap<string, Exposed>,
): Metric[] {
  return metrics.flatMap((metric) => {
    const shown = exposed.get(metric.name);
    if (!shown) return [];
    const region: Readonly<Record<string, LabelValues>> = { region: 'open' };
    const labels = hasOwn(shown)
      ? Object.fromEntries([...shown.labels.keys()].map((label) => [label, 'open' as const]))
      : metric.labels;
    return [{ ...metric, type: typeOf(shown, metric), labels: { ...region, ...labels } }];
  });
}

const TYPES: readonly MetricType[] = ['counter', 'gauge', 'histogram', 'summary'];
const typeOf = ({ type }: Exposed, { type: listed }: Metric): MetricType =>
  TYPES.find((one) => one === type) ?? listed;
