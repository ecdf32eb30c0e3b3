import { Trouble } from '../../design/notice/notice.tsx';
import { useLive } from '../../live/context.tsx';
import { HistoryCard } from '../overview/history-card.tsx';
import { ActionsCard } from './actions-card.tsx';
import style from './failover.module.css';
import { LastCard } from './last-card.tsx';
import { RegionsCard } from './regions-card.tsx';
import { useFailover } from './use-failover.ts';

/** Who is active, what the last change cost, and what may be ordered now. */
export default function Failover() {
  const { data, error } = useFailover();
  const { state } = useLive();
  if (!data) return error ? <Trouble error={error} /> : <p className="soft">Reading…</p>;
  return (
    <div className={style.page}>
      <Trouble error={error} />
      <RegionsCard overview={data.overview} />
      <ActionsCard failover={data} />
      <div className={style.grid}>
        <LastCard last={data.last} />
        {state && <HistoryCard state={state} />}
      </div>
    </div>
  );
}
