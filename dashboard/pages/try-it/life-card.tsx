import { Link } from 'wouter';
import type { Tried } from '../../api/types.ts';
import { Card } from '../../design/card/card.tsx';
import { Trouble } from '../../design/notice/notice.tsx';
import { Timeline } from '../trace/timeline.tsx';
import { Verdict } from '../trace/trace-view.tsx';
import { useTrace } from '../trace/use-trace.ts';
import style from './try-it.module.css';

/** The timeline of what was sent, as it fills. */
export function LifeCard({ tried }: { readonly tried: Tried | undefined }) {
  const { data, error } = useTrace(tried?.transactionId);
  const link = tried && (
    <Link href={`/transactions/${encodeURIComponent(tried.transactionId)}`}>the whole trace</Link>
  );
  return (
    <Card title="3. What happens" note={link} className={style.life}>
      {!tried && <p className="soft">Every step appears here, in the colour of its region.</p>}
      {tried && !data && <Trouble error={error} />}
      {data && (
        <div className={style.lived}>
          <Verdict trace={data} />
          <Timeline trace={data} />
        </div>
      )}
    </Card>
  );
}
