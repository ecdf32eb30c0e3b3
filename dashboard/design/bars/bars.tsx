import { classes } from '../classes.ts';
import style from './bars.module.css';

export interface Bar {
  readonly name: string;
  /** null: it did not happen, or nobody saw it. */
  readonly value: number | null;
  readonly text: string;
  readonly tone?: 'region-0' | 'region-1' | 'good' | 'bad' | 'doubt' | 'accent';
}

interface BarsProps {
  readonly label: string;
  readonly bars: readonly Bar[];
  /** The length of the longest; the largest value when absent. */
  readonly max?: number;
}

/** A bar for each value on one scale, with the value in text beside it. */
export function Bars({ label, bars, max }: BarsProps) {
  const longest = max ?? Math.max(...bars.map(({ value }) => value ?? 0), Number.MIN_VALUE);
  return (
    <ul className={style.bars} aria-label={label}>
      {bars.map(({ name, value, text, tone = 'accent' }) => (
        <li key={name}>
          <span>{name}</span>
          <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
            <rect className={style.whole} width={1} height={1} />
            <rect
              className={classes(style[tone])}
              width={Math.min((value ?? 0) / longest, 1)}
              height={1}
            />
          </svg>
          <b>{text}</b>
        </li>
      ))}
    </ul>
  );
}
