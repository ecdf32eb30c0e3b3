import type { RecordedSeries } from '../promql/labels.ts';
import { type Metric, type Series, seriesOf, TARGET_LABELS } from './metric.ts';
import { OUTSIDE_METRICS } from './outside.ts';
import { WORKLOAD_METRICS } from './workloads.ts';

/** Where a query is asked: in one region's Prometheus, or where every region is seen (Thanos). */
export type Scope = 'region' | 'global';

/** The labels of every series that a query may name. */
export class Catalogue {
  readonly #series = new Map<string, Series>();
  readonly #recorded = new Map<string, ReadonlySet<string>>();

  constructor(metrics: readonly Metric[] = [...WORKLOAD_METRICS, ...OUTSIDE_METRICS]) {
    for (const series of metrics.flatMap(seriesOf)) this.#series.set(series.name, series);
  }

  record({ name, labels }: RecordedSeries): void {
    this.#recorded.set(name, labels);
  }

  series(name: string): Series | undefined {
    return this.#series.get(name);
  }

  get names(): string[] {
    return [...this.#series.keys(), ...this.#recorded.keys()];
  }

  /**
   * The labels that the series has there, or undefined when nothing exports it. A region's own Prometheus
   * adds its external label `region` only to what it sends, so there only our own processes have it.
   */
  labelsOf(name: string, scope: Scope): ReadonlySet<string> | undefined {
    const recorded = this.#recorded.get(name);
    if (recorded) return scope === 'global' ? new Set([...recorded, 'region']) : recorded;
    const series = this.#series.get(name);
    if (!series) return undefined;
    const ours = WORKLOAD_METRICS.includes(series.metric);
    const target = TARGET_LABELS.filter(
      (label) => label !== 'region' || ours || scope === 'global',
    );
    return new Set([...Object.keys(series.labels), ...target]);
  }
}
