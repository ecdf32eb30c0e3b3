import { AXIS, type Canvas, columns, HEIGHT, panel, steps, timeAxis, valueAxis } from './frame.ts';
import type { Row, Span } from './marks.ts';
import type { Bucket, Quantiles, Served } from './series.ts';
import {
  line,
  linear,
  logarithmic,
  PANEL,
  path,
  px,
  rect,
  type Scale,
  svg,
  text,
  ticks,
  timeScale,
} from './svg.ts';

const ROW = 24;

const right = PANEL.width - PANEL.right;

/** Faults, health and lease as bars in time. */
export function timelinePanel({ series }: Canvas, rows: readonly Row[]): string {
  const x = timeScale(series.seconds);
  const height = PANEL.top + rows.length * ROW;
  const parts = rows.flatMap(({ name, spans }, index) => {
    const y = PANEL.top + index * ROW;
    return [
      text(PANEL.left - 8, y + 15, short(name), { anchor: 'end', class: 'tick' }),
      line(PANEL.left, y + ROW - 1, right, y + ROW - 1, 'grid'),
      ...spans.flatMap((span) => bar(span, x, y + 3)),
    ];
  });
  return svg(height + AXIS, 'Faults, health and lease', [...parts, timeAxis(series, height)]);
}

/** The label stands in the bar when it fits, about 6.4 pixels a letter. */
function bar({ from, to, label, kind }: Span, x: Scale, y: number): string[] {
  const width = x(to) - x(from);
  const title = `${label}: ${from.toFixed(2)} s to ${to.toFixed(2)} s`;
  const shape = rect(x(from), y, Math.max(width, 2), ROW - 7, `bar ${kind}`, title);
  const fits = label.length * 6.4 + 8 <= width;
  return fits ? [shape, text(x(from) + 5, y + 12.5, label, { class: 'inbar' })] : [shape];
}

const short = (name: string): string => name.replace('Applet path', 'Applets');

export function offersPanel(canvas: Canvas): string {
  const { series } = canvas;
  const perSecond = (value: number) => value / series.step;
  const values = ticks(Math.max(1, ...series.buckets.map((each) => perSecond(each.offered))), 4);
  const y = linear(values.at(-1) ?? 1, HEIGHT);
  const x = timeScale(series.seconds);
  const accepted = columns(series, ({ accepted: value, at }) => [
    { value: perSecond(value), name: 'accepted', title: `${at} s: ${value} accepted` },
  ]);
  const errors = columns(series, ({ firstTryErrors: value, at }) => [
    { value: perSecond(value), name: 'error', title: `${at} s: ${value} failed at the first try` },
  ]);
  const offered = steps(series, x, ({ offered: value }) => y(perSecond(value)));
  return panel(canvas, 'Offers per second', valueAxis(y, values), [
    ...accepted(x, y),
    ...errors(x, y),
    path(offered, 'offered'),
  ]);
}

export function servedPanel(canvas: Canvas, label: string, of: (bucket: Bucket) => Served): string {
  const { series } = canvas;
  const perSecond = (value: number) => value / series.step;
  const totals = series.buckets.map((bucket) => perSecond(sum(of(bucket))));
  const values = ticks(Math.max(1, ...totals), 4);
  const y = linear(values.at(-1) ?? 1, HEIGHT);
  const stacked = columns(series, (bucket) => {
    const { byRegion, failed } = of(bucket);
    const served = series.regions.map((region, index) => ({
      value: perSecond(byRegion.get(region) ?? 0),
      name: `region-${Math.min(index, 2)}`,
      title: `${bucket.at} s: ${byRegion.get(region) ?? 0} by ${region}`,
    }));
    const title = `${bucket.at} s: ${failed} failed`;
    return [...served, { value: perSecond(failed), name: 'error', title }];
  });
  return panel(canvas, label, valueAxis(y, values), stacked(timeScale(series.seconds), y));
}

const sum = ({ byRegion, failed }: Served): number =>
  [...byRegion.values()].reduce((total, value) => total + value, failed);

export function latencyPanel(
  canvas: Canvas,
  label: string,
  of: (bucket: Bucket) => Quantiles,
): string {
  const { series } = canvas;
  const values = series.buckets.flatMap((bucket) =>
    [of(bucket).p50 ?? [], of(bucket).p99 ?? []].flat(),
  );
  const min = 10 ** Math.floor(Math.log10(Math.max(0.5, Math.min(...values, 1_000))));
  const max = Math.max(min * 10, 10 ** Math.ceil(Math.log10(Math.max(...values, 1))));
  const y = logarithmic(min, max, HEIGHT);
  const x = timeScale(series.seconds);
  const decades = Array.from(
    { length: Math.round(Math.log10(max / min)) + 1 },
    (_, n) => min * 10 ** n,
  );
  const curve = (which: keyof Quantiles) =>
    series.buckets.map((bucket) => {
      const value = of(bucket)[which];
      return value === undefined ? undefined : { x: x(bucket.at + series.step / 2), y: y(value) };
    });
  const dots = (which: keyof Quantiles) =>
    curve(which).flatMap((point) =>
      point ? `<circle cx="${px(point.x)}" cy="${px(point.y)}" r="1.6" class="dot ${which}"/>` : [],
    );
  return panel(canvas, label, valueAxis(y, decades, duration), [
    path(curve('p50'), 'p50'),
    path(curve('p99'), 'p99'),
    ...dots('p50'),
    ...dots('p99'),
  ]);
}

const duration = (ms: number): string => (ms >= 1_000 ? `${ms / 1_000} s` : `${ms} ms`);
