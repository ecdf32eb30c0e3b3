import type { ReactNode } from 'react';
import { classes } from '../classes.ts';
import type { Tone } from '../tone.ts';
import style from './badge.module.css';

interface BadgeProps {
  readonly tone?: Tone;
  /** A mark whose shape differs too: round, and square when it is bad. */
  readonly dot?: boolean;
  readonly children: ReactNode;
}

export function Badge({ tone = 'neutral', dot = false, children }: BadgeProps) {
  return (
    <span className={classes(style.badge, tone !== 'neutral' && style[tone])}>
      {dot && <span className={style.dot} aria-hidden="true" />}
      {children}
    </span>
  );
}
