import type { LiveState, Processes } from '../../api/types.ts';
import { Badge } from '../../design/badge/badge.tsx';
import { useLive } from '../../live/context.tsx';
import { type Happening, happeningsOf, type Killed } from './happenings.ts';
import { servedOf } from './served.ts';
import style from './try-it.module.css';

interface Props {
  readonly killed: Killed;
  readonly isDead: boolean;
  readonly incidents: Processes['incidents'];
}

/** What followed the kill, in seconds after it, and who does now what the region did. */
export function WhatHappens({ killed, isDead, incidents }: Props) {
  const { lastMove, state, aheadMs } = useLive();
  const moved = lastMove && {
    ...lastMove,
    backAt: lastMove.backAt + aheadMs,
    lostAt: lastMove.lostAt + aheadMs,
  };
  const happenings = happeningsOf({ killed, incidents, moved, history: state?.history ?? [] });
  return (
    <div className={style.followed}>
      <ol className={style.happenings} aria-live="polite" aria-label="What followed the kill">
        {happenings.map((happening) => (
          <Line key={`${happening.after} ${happening.text}`} happening={happening} />
        ))}
      </ol>
      {state && isDead && <Elsewhere lost={killed.region} state={state} />}
    </div>
  );
}

function Line({ happening: { after, text } }: { readonly happening: Happening }) {
  return (
    <li>
      <span className={style.after}>{(after / 1_000).toFixed(1)} s</span>
      <span>{text}</span>
    </li>
  );
}

/** When all of it is, another approval goes its whole way through the other region. */
function Elsewhere({ lost, state }: { readonly lost: string; readonly state: LiveState }) {
  const served = servedOf(lost, state);
  const isAll = served.every(({ elsewhere }) => elsewhere);
  return (
    <div>
      <ul className={style.served} aria-label="Who serves now">
        {served.map(({ what, elsewhere, text }) => (
          <li key={what}>
            <span>
              <Badge tone={elsewhere ? 'good' : 'doubt'} dot>
                {elsewhere ? 'served' : 'waiting'}
              </Badge>
            </span>
            <span>
              <strong>{what}</strong> {text}
            </span>
          </li>
        ))}
      </ul>
      <p>
        {isAll ? (
          <strong>Send again: it works without {lost}.</strong>
        ) : (
          'Until nothing waits, what is sent may not reach its phone.'
        )}
      </p>
    </div>
  );
}
