import { type ReactNode, useId } from 'react';
import { classes } from '../classes.ts';
import style from './card.module.css';

interface CardProps {
  readonly title: string;
  /** On the right of the title. */
  readonly note?: ReactNode;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

export function Card({ title, note, className, children }: CardProps) {
  const id = useId();
  return (
    <section className={classes(style.card, className)} aria-labelledby={id}>
      <div className={style.head}>
        <h2 id={id}>{title}</h2>
        {note !== undefined && <div className={style.note}>{note}</div>}
      </div>
      {children}
    </section>
  );
}
