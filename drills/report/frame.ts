import type { Span } from './marks.ts';
import type { Bucket, Series } from './series.ts';
import { line, PANEL, rect, type Scale, svg, text, ticks, timeScale } from './svg.ts';

/** Height of the plot of a chart, and of the axis below it. */
export const HEIGHT = 132;
export const AXIS = 22;
const right = PANEL.width - PANEL.right;

/** What all panels of one report share. */
export interface Canvas {
  readonly series: Series;
  readonly bands: readonly Span[];
}

interface Column {
  readonly value: number;
  readonly name: string;
  readonly title: string;
}

/** Stacked columns, one stack for each bucket. */
export function columns(series: Series, of: (bucket: Bucket) => readonly Column[]) {
  return (x: Scale, y: Scale): string[] =>
    series.buckets.flatMap((bucket) => {
      const left = x(bucket.at);
      const width = x(bucket.at + series.step) - left - 0.6;
      let base = 0;
      return of(bucket).flatMap(({ value, name, title }) => {
        if (value === 0) return [];
        const top = y(base + value);
        const height = y(base) - top;
        base += value;
        return [rect(left, top, width, height, name, title)];
      });
    });
}

export function steps(series: Series, x: Scale, y: (bucket: Bucket) => number) {
  return series.buckets.flatMap((bucket) => [
    { x: x(bucket.at), y: y(bucket) },
    { x: x(bucket.at + series.step), y: y(bucket) },
  ]);
}

export function panel(
  { series, bands }: Canvas,
  label: string,
  axis: string,
  parts: readonly string[],
): string {
  const x = timeScale(series.seconds);
  const shade = bands.flatMap(({ from, to }) => [
    rect(x(from), PANEL.top, x(to) - x(from), HEIGHT, 'band'),
    line(x(from), PANEL.top, x(from), PANEL.top + HEIGHT, 'strike'),
    line(x(to), PANEL.top, x(to), PANEL.top + HEIGHT, 'healing'),
  ]);
  const all = [...shade, axis, ...parts, timeAxis(series, PANEL.top + HEIGHT)];
  return svg(PANEL.top + HEIGHT + AXIS, label, all);
}

export function valueAxis(
  y: Scale,
  values: readonly number[],
  say: (value: number) => string = String,
): string {
  return values
    .map(
      (value) =>
        line(PANEL.left, y(value), right, y(value), 'grid') +
        text(PANEL.left - 8, y(value) + 4, say(value), { anchor: 'end', class: 'tick' }),
    )
    .join('');
}

export function timeAxis({ seconds }: Series, top: number): string {
  const x = timeScale(seconds);
  return ticks(seconds, 8)
    .filter((second) => second <= seconds)
    .map(
      (second) =>
        line(x(second), top, x(second), top + 4, 'axis') +
        text(x(second), top + 16, `${second} s`, { anchor: 'middle', class: 'tick' }),
    )
    .join('');
}
