import type { ReactNode } from 'react';
import type { Try } from '../../api/types.ts';
import { Card } from '../../design/card/card.tsx';
import { Trouble } from '../../design/notice/notice.tsx';
import { PhonePopup } from './phone-popup.tsx';
import style from './try-it.module.css';
import { useAnswer, usePhone } from './use-try.ts';

interface Props {
  /** What was sent last. */
  readonly approval: Try | undefined;
}

/** The phone of the person who was asked, with whatever its SIM shows. */
export function PhoneCard({ approval }: Props) {
  return (
    <Card title="2. The SIM shows it" note={approval?.persona}>
      {approval ? <Phone approval={approval} /> : <Drawn>Nobody was asked yet.</Drawn>}
    </Card>
  );
}

function Phone({ approval: { persona, answering, model } }: { readonly approval: Try }) {
  const { data, error } = usePhone(persona);
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
  const waiting =
    answering === 'manual' && model !== 'silent' ? 'Waiting for the popup…' : 'No popup.';
  return (
    <Drawn>
      <Trouble error={error} />
      {answer.isSuccess ? 'Answered.' : waiting}
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
