import type { ReactNode } from 'react';
import type { Tried, Try } from '../../api/types.ts';
import { Card } from '../../design/card/card.tsx';
import { Trouble } from '../../design/notice/notice.tsx';
import { useTrace } from '../trace/use-trace.ts';
import { PhonePopup } from './phone-popup.tsx';
import style from './try-it.module.css';
import { useAnswer, usePhone } from './use-try.ts';

interface Sent {
  readonly tried: Tried;
  readonly approval: Try;
}

/** The phone of the person who was asked last, with whatever its SIM shows. */
export function PhoneCard({ sent }: { readonly sent: Sent | undefined }) {
  return (
    <Card title="2. The SIM shows it" note={sent?.approval.persona}>
      {sent ? (
        <Phone key={sent.tried.transactionId} {...sent} />
      ) : (
        <Drawn>Nobody was asked yet.</Drawn>
      )}
    </Card>
  );
}

function Phone({ tried, approval: { persona, answering, model } }: Sent) {
  const { data, error } = usePhone(persona);
  const { data: trace } = useTrace(tried.transactionId);
  const answer = useAnswer(persona);
  if (data?.popup) {
    const { popup } = data;
    return (
      <Drawn>
        <PhonePopup
          key={popup.notificationId}
          popup={popup}
          byHand={data.manualUntil !== null}
          busy={answer.isPending}
          onAnswer={(given) => answer.mutate({ notificationId: popup.notificationId, ...given })}
        />
        <Trouble error={answer.error} />
      </Drawn>
    );
  }
  const expected = answering === 'manual' && model !== 'silent' && !trace?.outcome;
  return (
    <Drawn>
      <Trouble error={error} />
      {answer.isSuccess ? 'Answered.' : expected ? 'Waiting for the popup…' : 'No popup.'}
    </Drawn>
  );
}

function Drawn({ children }: { readonly children: ReactNode }) {
  return (
    <div className={style.phone}>
      <div className={style.screen} aria-live="polite">
        {children}
      </div>
    </div>
  );
}
