import type { FigureName, Figures, Roll } from '@tandem/runtime';
import { isAlive } from '@tandem/runtime';
import type { Latency } from '../schemas.ts';

interface Point {
  /** Unix milliseconds, by the time of documents. */
  readonly at: number;
  readonly figures: Figures;
}

/** Rates are those of the reports of this time: long enough to be calm, short enough to be now. */
const WINDOW_MS = 5_000;
const SECOND_MS = 1_000;

/** What the processes of all regions told of themselves over the last few seconds. */
export class FigureWindow {
  readonly #points = new Map<string, { readonly region: string; readonly points: Point[] }>();

  /** Takes in what is new on the board, and forgets processes that are gone. */
  observe(roll: Roll): void {
    for (const [id, seen] of roll.seen) {
      const { region, figures, reportedAt } = seen.report;
      if (!isAlive(seen) || figures === undefined) {
        this.#points.delete(id);
        continue;
      }
      const known = this.#points.get(id) ?? { region, points: [] };
      this.#points.set(id, known);
      const { points } = known;
      if (points.at(-1)?.at === reportedAt) continue;
      points.push({ at: reportedAt, figures });
      while (points.length > 2 && reportedAt - (points[1]?.at ?? 0) >= WINDOW_MS) points.shift();
    }
    for (const id of this.#points.keys()) if (!roll.seen.has(id)) this.#points.delete(id);
  }

  /** Per second, by the key of the figure, added up over the processes of the region. */
  rates(region: string, name: FigureName): Map<string, number> {
    return addUp(this.#spans(region), name);
  }

  /** The same of one process alone. */
  ratesOf(process: string, name: FigureName): Map<string, number> {
    const known = this.#points.get(process);
    return addUp(known ? spanOf(known.points) : [], name);
  }

  rate(region: string, name: FigureName, isCounted: (key: string) => boolean = () => true): number {
    let sum = 0;
    for (const [key, value] of this.rates(region, name)) if (isCounted(key)) sum += value;
    return round(sum);
  }

  /** The latest values, added up over the processes of the region. */
  levels(region: string, name: FigureName): Map<string, number> {
    const sums = new Map<string, number>();
    for (const { points } of this.#of(region)) {
      for (const [key, value] of Object.entries(points.at(-1)?.figures[name] ?? {})) {
        sums.set(key, (sums.get(key) ?? 0) + value);
      }
    }
    return sums;
  }

  level(region: string, name: FigureName): number {
    return [...this.levels(region, name).values()].reduce((sum, value) => sum + value, 0);
  }

  /** Quantiles of a histogram of seconds, over the window and all processes; as exact as its buckets. */
  latency(region: string, name: FigureName): Latency {
    const buckets = new Map<string, number>();
    for (const { first, last } of this.#spans(region)) {
      for (const [le, grown] of growthOf(first.figures[name], last.figures[name])) {
        buckets.set(le, (buckets.get(le) ?? 0) + grown);
      }
    }
    return quantiles(buckets);
  }

  #of(region: string) {
    return [...this.#points.values()].filter((each) => each.region === region);
  }

  #spans(region: string): Span[] {
    return this.#of(region).flatMap(({ points }) => spanOf(points));
  }
}

interface Span {
  readonly first: Point;
  readonly last: Point;
}

/** None of a process that has told only once. */
function spanOf(points: readonly Point[]): Span[] {
  const first = points[0];
  const last = points.at(-1);
  return first && last && last.at > first.at ? [{ first, last }] : [];
}

function addUp(spans: readonly Span[], name: FigureName): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { first, last } of spans) {
    const seconds = (last.at - first.at) / SECOND_MS;
    for (const [key, grown] of growthOf(first.figures[name], last.figures[name])) {
      sums.set(key, (sums.get(key) ?? 0) + grown / seconds);
    }
  }
  return sums;
}

export const round = (value: number): number => Math.round(value * 100) / 100;

/** A counter that is new in the later reading began at 0. */
export function growthOf(
  first: Readonly<Record<string, number>> = {},
  last: Readonly<Record<string, number>> = {},
): [string, number][] {
  return Object.entries(last).map(([key, value]) => [key, Math.max(0, value - (first[key] ?? 0))]);
}

/** @param buckets cumulative counts by upper bound in seconds, `+Inf` included */
export function quantiles(buckets: ReadonlyMap<string, number>): Latency {
  const total = buckets.get('+Inf') ?? 0;
  if (total === 0) return null;
  const bounds = [...buckets]
    .map(([le, count]) => ({ le: le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le), count }))
    .sort((a, b) => a.le - b.le);
  return { count: total, p50: quantile(bounds, total, 0.5), p99: quantile(bounds, total, 0.99) };
}

/** Linear within its bucket; beyond the last bound nothing more is known than that bound. In ms. */
function quantile(
  bounds: readonly { readonly le: number; readonly count: number }[],
  total: number,
  q: number,
): number {
  const rank = q * total;
  let below = { le: 0, count: 0 };
  for (const bound of bounds) {
    if (bound.count >= rank) {
      if (!Number.isFinite(bound.le)) return round(below.le * SECOND_MS);
      const share = (rank - below.count) / (bound.count - below.count);
      return round((below.le + share * (bound.le - below.le)) * SECOND_MS);
    }
    below = bound;
  }
  return round(below.le * SECOND_MS);
}
