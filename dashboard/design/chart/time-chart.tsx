import { useRef } from 'react';
import { classes } from '../classes.ts';
import style from './chart.module.css';
import { useColours } from './colours.ts';
import { usePlot } from './use-plot.ts';

export interface Line {
  readonly name: string;
  readonly tone: 'region-0' | 'region-1' | 'region-2' | 'p50' | 'p99';
  /** One for each time; null: unknown, the pen is lifted. */
  readonly values: readonly (number | null)[];
}

interface TimeChartProps {
  /** What a reader of the screen hears. */
  readonly label: string;
  /** Unix milliseconds, ascending. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  readonly format: (value: number) => string;
}

/** Lines over the last minutes. The legend says the newest values in text. */
export function TimeChart({ label, times, lines, format }: TimeChartProps) {
  const legend = useRef<HTMLElement>(null);
  const holder = useRef<HTMLDivElement>(null);
  const colours = useColours(legend);
  usePlot({ holder, colours, times, lines, format });
  return (
    <figure className={style.figure} aria-label={label}>
      <figcaption className={style.legend} ref={legend}>
        {lines.map(({ name, tone, values }) => (
          <span key={name}>
            <span className={classes(style.key, style[tone])} data-colour={tone} />
            {name} <strong>{newest(values, format)}</strong>
          </span>
        ))}
        <span className={style.axis} data-colour="axis" />
        <span className={style.grid} data-colour="grid" />
      </figcaption>
      <div className={style.plot} ref={holder} aria-hidden="true" />
    </figure>
  );
}

function newest(values: Line['values'], format: (value: number) => string): string {
  const value = values.findLast((each) => each !== null);
  return value === undefined || value === null ? '–' : format(value);
}
