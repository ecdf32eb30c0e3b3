import 'uplot/dist/uPlot.min.css';
import { type RefObject, useEffect, useMemo, useState } from 'react';
import uPlot from 'uplot';
import type { Colours } from './colours.ts';
import type { Line } from './time-chart.tsx';

const FONT = '11px system-ui, sans-serif';
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
  const axis = {
    stroke: colour('axis'),
    font: FONT,
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
      { ...axis, values: (_, seconds) => seconds.map(clock), space: 70 },
      { ...axis, values: (_, values) => values.map(format), size: 58, space: 36 },
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
