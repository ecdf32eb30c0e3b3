import type { LastFailover } from '../../api/types.ts';
import { Bars } from '../../design/bars/bars.tsx';
import { Card } from '../../design/card/card.tsx';
import { seconds } from '../../design/numbers.ts';
import { Time } from '../../design/time/time.tsx';

/** What the last change of the active region took, part by part. */
export function LastCard({ last }: { readonly last: LastFailover | null }) {
  if (!last) {
    return (
      <Card title="Last failover">
        <p className="soft">The active region has not changed yet.</p>
      </Card>
    );
  }
  const { at, to, from, kind, epoch, detail, rto } = last;
  const bars = [
    { name: 'edge saw it: API', value: rto.apiDetection },
    { name: 'edge saw it: applets', value: rto.appletDetection },
    { name: 'another region active', value: rto.decision },
    { name: 'all served elsewhere', value: rto.total, tone: 'region-1' as const },
  ].map((bar) => ({ ...bar, text: seconds(bar.value) }));
  return (
    <Card title="Last failover" note={<Time at={at} />}>
      <p>
        {from === undefined ? '' : `From ${from} `}to <strong>{to}</strong>
        {epoch !== undefined && `, epoch ${epoch}`}:{' '}
        {kind === 'takeover' ? 'the lease lapsed and was taken over.' : 'it was handed over.'}
        {detail !== undefined && <span className="soft"> {detail}</span>}
      </p>
      <Bars label="Recovery time in its parts, in seconds" bars={bars} />
      <p className="soft small">–: did not happen, or cannot be told here.</p>
    </Card>
  );
}
