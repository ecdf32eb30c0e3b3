import { useState } from 'react';
import type { Tried, Try } from '../../api/types.ts';
import { Trouble } from '../../design/notice/notice.tsx';
import { useLive } from '../../live/context.tsx';
import { SystemMap } from '../../map/system-map.tsx';
import { KillCard } from './kill-card.tsx';
import { LifeCard } from './life-card.tsx';
import { PhoneCard } from './phone-card.tsx';
import { SendCard } from './send-card.tsx';
import style from './try-it.module.css';
import { usePersonas, useSend } from './use-try.ts';

interface Sent {
  readonly tried: Tried;
  readonly approval: Try;
}

/** Send, answer, kill, watch: everything is real, only the people and the operator are simulated. */
export default function TryIt() {
  const { data, error } = usePersonas();
  const { state, samples } = useLive();
  const send = useSend();
  const [sent, setSent] = useState<Sent>();
  if (!data) return error ? <Trouble error={error} /> : <p className="soft">Reading…</p>;
  const onSend = (approval: Try) =>
    send.mutate(approval, { onSuccess: (tried) => setSent({ tried, approval }) });
  return (
    <div className={style.page}>
      <div className={style.steps}>
        <SendCard
          personas={data.personas}
          busy={send.isPending}
          error={send.error}
          onSend={onSend}
        />
        <PhoneCard sent={sent} />
        <LifeCard tried={sent?.tried} />
      </div>
      <KillCard />
      {state && <SystemMap state={state} samples={samples} />}
    </div>
  );
}
