import { useState } from 'react';
import { useSession } from '../../api/session.ts';
import type { FailoverDocument } from '../../api/types.ts';
import { Button } from '../../design/button/button.tsx';
import { Card } from '../../design/card/card.tsx';
import { ConfirmDialog, type Order } from '../../design/dialog/confirm-dialog.tsx';
import { Notice } from '../../design/notice/notice.tsx';
import style from './failover.module.css';
import { type Ordered, progressOf } from './progress.ts';
import { useOrder } from './use-failover.ts';

type Possible = FailoverDocument['actions'][number];

const WORDS: Readonly<Record<Possible['action'], { verb: string; does: string }>> = {
  failover: {
    verb: 'Fail over to',
    does: 'Singleton work moves there, under the next epoch. Traffic goes where the edge sends it.',
  },
  failback: {
    verb: 'Fail back to',
    does: 'The active region drains its singleton work and hands it home, under the next epoch.',
  },
  drain: {
    verb: 'Drain',
    does: 'It answers DOWN, so that the edge sends its traffic to the other region.',
  },
  undrain: { verb: 'Undrain', does: 'It answers UP again, and the edge sends traffic to it.' },
};

/** What may be ordered, with the reason where it may not. */
export function ActionsCard({ failover }: { readonly failover: FailoverDocument }) {
  const { may } = useSession();
  const send = useOrder();
  const [order, setOrder] = useState<Order>();
  const [ordered, setOrdered] = useState<Ordered>();
  const open = ({ action, region, needsForce, why = '' }: Possible) => {
    const { verb, does } = WORDS[action];
    setOrdered(undefined);
    setOrder({
      title: `${verb} ${region}?`,
      text: needsForce ? `${does} ${why} This forces it.` : does,
      confirm: region,
      button: `${verb} ${region}`,
      run: async (reason) => {
        const force = needsForce ? { force: true } : {};
        const { changed } = await send({ action, region, confirm: region, reason, ...force });
        setOrdered({ action, region, changed });
      },
    });
  };
  const progress = ordered && progressOf(ordered, failover.overview);
  return (
    <Card title="Actions" note="every one is confirmed, and kept in the audit log">
      {!may('operator') && <p className="soft">Only operators may order these.</p>}
      {progress && <Notice tone={progress.tone}>{progress.text}</Notice>}
      <ul className={style.actions}>
        {failover.actions.map((possible) => (
          <li key={`${possible.action} ${possible.region}`}>
            <Button
              look={possible.action === 'undrain' ? 'plain' : 'danger'}
              isDisabled={!may('operator') || !possible.allowed}
              onPress={() => open(possible)}
            >
              {WORDS[possible.action].verb} {possible.region}
            </Button>
            <span className="soft small">
              {possible.why} {possible.needsForce && 'Only by force.'}
            </span>
          </li>
        ))}
      </ul>
      <ConfirmDialog order={order} onClose={() => setOrder(undefined)} />
    </Card>
  );
}
