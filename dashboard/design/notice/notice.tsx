import type { ReactNode } from 'react';
import { wordsOf } from '../../api/problem.ts';
import { classes } from '../classes.ts';
import type { Tone } from '../tone.ts';
import style from './notice.module.css';

interface NoticeProps {
  readonly tone?: Tone;
  /** Read out at once: for what went wrong just now. */
  readonly urgent?: boolean;
  readonly children: ReactNode;
}

export function Notice({ tone = 'neutral', urgent = false, children }: NoticeProps) {
  return (
    <div
      className={classes(style.notice, tone !== 'neutral' && style[tone])}
      role={urgent ? 'alert' : 'status'}
    >
      {children}
    </div>
  );
}

/** The sentence of what was thrown, or nothing. */
export function Trouble({ error }: { readonly error: unknown }) {
  if (error === null || error === undefined) return null;
  return (
    <Notice tone="bad" urgent>
      {wordsOf(error)}
    </Notice>
  );
}
