import type { TraceDocument } from '../../api/types.ts';
import { Badge } from '../../design/badge/badge.tsx';
import { Card } from '../../design/card/card.tsx';
import { Notice } from '../../design/notice/notice.tsx';
import { Stat, Stats } from '../../design/stat/stat.tsx';
import { useNow } from '../../design/time/clock.ts';
import { Time } from '../../design/time/time.tsx';
import { relative, span } from '../../design/time/words.ts';
import { toneOfOutcome } from '../../design/tone.ts';
import { Timeline } from './timeline.tsx';
import style from './trace.module.css';

export function TraceView({ trace }: { readonly trace: TraceDocument }) {
  const { transactionId, requestId, customerId, model, acceptedAt, outcome, callback } = trace;
  return (
    <div className={style.page}>
      <Verdict trace={trace} />
      <Card title={requestId} note={<span className="mono">{transactionId}</span>}>
        <Stats>
          <Stat name="customer" value={customerId} />
          <Stat name="model" value={model} />
          <Stat name="accepted" value={<Time at={acceptedAt} show="absolute" />} />
          <Stat name="took" value={outcome ? span(outcome.decidedAt - acceptedAt) : '–'} />
          <Stat name="decided in" value={outcome?.region ?? '–'} />
          <Stat name="callback" value={callbackText(callback)} />
        </Stats>
      </Card>
      <Card title="Timeline" note="after it was accepted">
        <Timeline trace={trace} />
        {!trace.complete && (
          <p className="soft small">
            The audit log of that time was searched in part only; the cause may be less exact.
          </p>
        )}
      </Card>
    </div>
  );
}

/** Ends that have no cause, as they went well. */
const GOOD_ENDS: Readonly<Record<string, string>> = {
  APPROVED: 'The subscriber said yes.',
  ANSWERED: 'The subscriber answered.',
  VERIFIED: 'The SIM answered by itself; nobody was asked.',
};

/** The end in one sentence, on top. */
export function Verdict({ trace }: { readonly trace: TraceDocument }) {
  const now = useNow();
  const { outcome, cause, deadline } = trace;
  const type = outcome?.responseType;
  return (
    <Notice tone={toneOfOutcome(type)}>
      <Badge tone={toneOfOutcome(type)}>{type ?? 'under way'}</Badge>
      <span>
        {cause?.sentence ??
          (type === undefined
            ? `The deadline is ${relative(deadline, now)}.`
            : (GOOD_ENDS[type] ?? outcome?.status))}
      </span>
      {cause && <code className="soft">{cause.name}</code>}
    </Notice>
  );
}

function callbackText(callback: TraceDocument['callback']): string {
  if (!callback) return '–';
  const tries = callback.attempts === 1 ? '1 attempt' : `${callback.attempts} attempts`;
  return `${callback.state}, ${tries}`;
}
