import { Link } from 'wouter';
import { useSession } from '../../api/session.ts';
import type { LiveState } from '../../api/types.ts';
import { Notice } from '../../design/notice/notice.tsx';
import { useLive } from '../../live/context.tsx';
import { SystemMap } from '../../map/system-map.tsx';
import { HealthCard } from './health-card.tsx';
import { HistoryCard } from './history-card.tsx';
import { LatencyCard } from './latency-card.tsx';
import { OutcomesCard } from './outcomes-card.tsx';
import style from './overview.module.css';
import { QueuesCard } from './queues-card.tsx';
import { TrafficCard } from './traffic-card.tsx';

const TONES = { info: 'accent', warning: 'doubt', error: 'bad' } as const;
const LEVELS = ['error', 'warning', 'info'] as const;

/** The system as it is now. */
export default function Overview() {
  const { state, samples } = useLive();
  const { may, local } = useSession();
  if (!state) return <p className="soft">Waiting for the first news of the system…</p>;
  return (
    <div className={style.page}>
      <Notices notices={state.notices} />
      {local && may('operator') && state.notices.length === 0 && (
        <p className={style.invitation}>
          All of it runs on this machine.{' '}
          <Link href="/try">Send an approval, answer it, then kill a region</Link>
        </p>
      )}
      <SystemMap state={state} samples={samples} />
      <div className={style.grid}>
        <TrafficCard state={state} samples={samples} />
        <LatencyCard state={state} samples={samples} />
        <div className={style.pile}>
          <OutcomesCard state={state} />
          <QueuesCard state={state} />
        </div>
        <HistoryCard state={state} />
      </div>
      <HealthCard state={state} />
    </div>
  );
}

/** What needs attention, together, in the colour of the worst. */
function Notices({ notices }: Pick<LiveState, 'notices'>) {
  const worst = LEVELS.find((level) => notices.some((notice) => notice.level === level));
  if (worst === undefined) return null;
  return (
    <Notice tone={TONES[worst]}>
      {notices.map(({ text }) => (
        <span key={text}>{text}</span>
      ))}
    </Notice>
  );
}
