import { Badge } from '../design/badge/badge.tsx';
import { useLive } from '../live/context.tsx';
import style from './shell.module.css';

/** In the header of every page: who is active, and who answers this page. */
export function LiveSummary() {
  const { state, connection } = useLive();
  if (!state) return <p className={style.summary} />;
  const { lease } = state;
  return (
    <p className={style.summary}>
      {lease ? (
        <Badge tone="accent">
          {lease.holder} active, epoch {lease.epoch}
        </Badge>
      ) : (
        <Badge tone="doubt">no region is active</Badge>
      )}
      {connection.kind === 'live' ? (
        <Badge tone="good" dot>
          live from {connection.region}
        </Badge>
      ) : (
        <Badge tone="bad" dot>
          not live
        </Badge>
      )}
    </p>
  );
}
