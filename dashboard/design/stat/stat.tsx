import type { ReactNode } from 'react';
import { classes } from '../classes.ts';
import type { Tone } from '../tone.ts';
import style from './stat.module.css';

export function Stats({ children }: { readonly children: ReactNode }) {
  return <dl className={style.list}>{children}</dl>;
}

interface StatProps {
  readonly name: string;
  readonly value: ReactNode;
  readonly unit?: string;
  readonly tone?: Tone;
}

export function Stat({ name, value, unit, tone = 'neutral' }: StatProps) {
  return (
    <div className={style.stat}>
      <dd className={classes(style.value, style[tone])}>
        {value}
        {unit !== undefined && <span className={style.unit}> {unit}</span>}
      </dd>
      <dt className={style.name}>{name}</dt>
    </div>
  );
}
