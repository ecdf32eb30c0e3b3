import { Notice } from '../design/notice/notice.tsx';
import { useNow } from '../design/time/clock.ts';
import { span, utc } from '../design/time/words.ts';
import { useLive } from '../live/context.tsx';
import style from './shell.module.css';

/** How long it is said that another region took over this page. */
const SAID_MS = 60_000;

/** Says that the stream broke, and who took it up again. */
export function ConnectionBanner() {
  const { connection, lastMove } = useLive();
  const now = useNow();
  if (connection.kind === 'lost') {
    const { region, since } = connection;
    return (
      <div className={style.banner}>
        <Notice tone="bad" urgent>
          <strong>{region ?? 'The server'} stopped answering</strong>
          <span>
            at {utc(since, now)}. Reconnecting through the edge; what you see is as it was then.
          </span>
        </Notice>
      </div>
    );
  }
  if (!lastMove || now - lastMove.backAt > SAID_MS) return null;
  const { from, to, lostAt, backAt } = lastMove;
  const same = from === to;
  return (
    <div className={style.banner}>
      <Notice tone={same ? 'accent' : 'good'}>
        <strong>{same ? `${to} answers again` : `${to} answers this page now`}</strong>
        <span>
          {from} stopped at {utc(lostAt, now)}; back after {span(backAt - lostAt)}.
        </span>
      </Notice>
    </div>
  );
}
