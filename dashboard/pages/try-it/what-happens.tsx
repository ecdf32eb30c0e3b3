import type { Processes } from '../../api/types.ts';
import { useLive } from '../../live/context.tsx';
import { type Happening, happeningsOf } from './happenings.ts';
import style from './try-it.module.css';

interface Props {
  readonly killed: { readonly region: string; readonly at: number };
  readonly incidents: Processes['incidents'];
}

/** What followed the kill, in seconds after it. */
export function WhatHappens({ killed, incidents }: Props) {
  const { lastMove, state, aheadMs } = useLive();
  const moved = lastMove && {
    ...lastMove,
    backAt: lastMove.backAt + aheadMs,
    lostAt: lastMove.lostAt + aheadMs,
  };
  const happenings = happeningsOf({ killed, incidents, moved, history: state?.history ?? [] });
  return (
    <ol className={style.happenings} aria-live="polite" aria-label="What followed the kill">
      {happenings.map((happening) => (
        <Line key={`${happening.after} ${happening.text}`} happening={happening} />
      ))}
      {state && state.lease?.holder !== killed.region && (
        <li>
          <strong>Send again:</strong> {state.lease?.holder} serves it now.
        </li>
      )}
    </ol>
  );
}

function Line({ happening: { after, text } }: { readonly happening: Happening }) {
  return (
    <li>
      <span className={style.after}>{(after / 1_000).toFixed(1)} s</span> {text}
    </li>
  );
}
