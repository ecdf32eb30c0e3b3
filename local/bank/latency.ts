import { createHistogram } from 'node:perf_hooks';

export interface LatencySummary {
  readonly count: number;
  readonly minMs: number;
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maxMs: number;
}

const MICROSECONDS = 1_000;

/** Latencies in a high dynamic range histogram (three digits), so that a long run takes no more memory. */
export class Latencies {
  readonly #histogram = createHistogram({ figures: 3 });

  record(ms: number): void {
    this.#histogram.record(Math.max(1, Math.round(ms * MICROSECONDS)));
  }

  summary(): LatencySummary {
    const histogram = this.#histogram;
    if (histogram.count === 0) {
      const nothing = { minMs: 0, meanMs: 0, p50Ms: 0, p90Ms: 0, p99Ms: 0, p999Ms: 0, maxMs: 0 };
      return { count: 0, ...nothing };
    }
    const at = (percent: number) => histogram.percentile(percent) / MICROSECONDS;
    return {
      count: histogram.count,
      minMs: histogram.min / MICROSECONDS,
      meanMs: histogram.mean / MICROSECONDS,
      p50Ms: at(50),
      p90Ms: at(90),
      p99Ms: at(99),
      p999Ms: at(99.9),
      maxMs: histogram.max / MICROSECONDS,
    };
  }
}
