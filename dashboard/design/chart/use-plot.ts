import 'uplot/dist/uPlot.min.css';
import { type RefObject, useEffect, useMemo, useState } from 'react';
import uPlot from 'uplot';
import type { Colours } from './colours.ts';
import type { Line } from './time-chart.tsx';

/** Of the font size of the page, which grows with the screen. */
const TEXT = 0.72;
/** Steps of the upright axis that its labels can tell apart, from 0.1 to 5,000,000. */
const STEPS = Array.from({ length: 8 }, (_, power) =>
  [1, 2, 5].map((digit) => Number((digit * 10 ** (power - 1)).toPrecision(1))),
).flat();
/** Room above the highest value. */
const HEADROOM = 1.15;

interface PlotOptions {
  readonly holder: RefObject<HTMLElement | null>;
  readonly colours: Colours | undefined;
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  readonly format: (value: number) => string;
}

/** Draws into the holder; made anew only when its lines or colours are others. */
export function usePlot({ holder, colours, times, lines, format }: PlotOptions): void {
  const [plot, setPlot] = useState<uPlot>();
  const text = JSON.stringify(lines.map(({ name, tone }) => ({ name, tone })));
  const shape = useMemo(() => JSON.parse(text) as Shape[], [text]);

  useEffect(() => {
    const { current: element } = holder;
    if (!element || !colours) return;
    const made = new uPlot(optionsOf(element, shape, colours, format), undefined, element);
    setPlot(made);
    const resized = new ResizeObserver(() =>
      made.setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    resized.observe(element);
    return () => {
      resized.disconnect();
      made.destroy();
    };
  }, [holder, colours, shape, format]);

  useEffect(() => {
    const seconds = times.map((at) => at / 1_000);
    plot?.setData([seconds, ...lines.map(({ values }) => [...values])]);
  }, [plot, times, lines]);
}

type Shape = Pick<Line, 'name' | 'tone'>;

function optionsOf(
  element: HTMLElement,
  shape: readonly Shape[],
  colours: Colours,
  format: (value: number) => string,
): uPlot.Options {
  const colour = (name: string) => colours[name] ?? 'gray';
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const axis = {
    stroke: colour('axis'),
    font: `${Math.round(rem * TEXT)}px system-ui, sans-serif`,
    grid: { stroke: colour('grid'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: element.clientWidth,
    height: element.clientHeight,
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_, __, max) => [0, Math.max(max * HEADROOM, 1)] } },
    axes: [
      {
        ...axis,
        values: (_, seconds) => seconds.map(clock),
        size: rem * 2.1,
        gap: rem * 0.6,
        space: rem * 4.6,
      },
      {
        ...axis,
        values: (_, values) => values.map(format),
        incrs: STEPS,
        size: rem * 3.8,
        space: rem * 2,
      },
    ],
    series: [
      {},
      ...shape.map(({ name, tone }) => ({
        label: name,
        stroke: colour(tone),
        fill: `color-mix(in srgb, ${colour(tone)} 9%, transparent)`,
        width: 1.75,
        points: { show: false },
      })),
    ],
  };
}

/** UTC, as everywhere. */
function clock(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().slice(11, 19);
}
