import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export type { Registry };

/** A registry whose every series carries the region, with the metrics of the process itself. */
export function createMetrics(labels: Readonly<Record<string, string>>): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ ...labels });
  collectDefaultMetrics({ register: registry });
  return registry;
}

export interface MetricSpec<L extends string = never> {
  /** `tandem_<workload>_<what>_<unit>`. */
  readonly name: string;
  readonly help: string;
  /** Values must come from a short closed list: never an id, a number or a host. */
  readonly labelNames?: readonly L[];
}

/** The counter of that name, made on the first call. */
export function counter<L extends string = never>(
  registry: Registry,
  { name, help, labelNames = [] }: MetricSpec<L>,
): Counter<L> {
  const found = registry.getSingleMetric(name);
  if (found) return expectType(found, Counter<L>, name);
  return new Counter({ name, help, labelNames: [...labelNames], registers: [registry] });
}

export interface GaugeSpec<L extends string = never> extends MetricSpec<L> {
  /** Called at every scrape, for values that are cheaper to read than to track. */
  readonly collect?: (gauge: Gauge<L>) => void;
}

/** The gauge of that name, made on the first call. */
export function gauge<L extends string = never>(
  registry: Registry,
  { name, help, labelNames = [], collect }: GaugeSpec<L>,
): Gauge<L> {
  const found = registry.getSingleMetric(name);
  if (found) return expectType(found, Gauge<L>, name);
  return new Gauge({
    name,
    help,
    labelNames: [...labelNames],
    registers: [registry],
    ...(collect && {
      collect() {
        collect(this);
      },
    }),
  });
}

/** From half a millisecond to ten seconds: what one hop or one whole authentication takes. */
export const LATENCY_SECONDS: readonly number[] = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

/** As long as a wake-up with its second attempt, or a person who is asked, may take. */
export const PERSON_SECONDS: readonly number[] = [
  0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 20, 30, 60, 120,
];

export interface HistogramSpec<L extends string = never> extends MetricSpec<L> {
  readonly buckets?: readonly number[];
}

/** The histogram of that name, made on the first call. Latencies are in seconds. */
export function histogram<L extends string = never>(
  registry: Registry,
  { name, help, labelNames = [], buckets = LATENCY_SECONDS }: HistogramSpec<L>,
): Histogram<L> {
  const found = registry.getSingleMetric(name);
  if (found) return expectType(found, Histogram<L>, name);
  return new Histogram({
    name,
    help,
    labelNames: [...labelNames],
    buckets: [...buckets],
    registers: [registry],
  });
}

function expectType<T>(found: unknown, type: new (...args: never[]) => T, name: string): T {
  if (found instanceof type) return found;
  throw new Error(`the metric ${name} exists as another type than ${type.name}`);
}
