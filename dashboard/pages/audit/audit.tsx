import { useState } from 'react';
import { useSession } from '../../api/session.ts';
import { Select } from '../../design/field/select.tsx';
import { Notice } from '../../design/notice/notice.tsx';
import { useLive } from '../../live/context.tsx';
import style from './audit.module.css';
import { EntriesCard } from './entries-card.tsx';
import { VerifyCard } from './verify-card.tsx';

const KINDS = [
  { id: 'all', text: 'everything' },
  { id: 'actions', text: 'what people did' },
] as const;

/** The chained log of each region: its entries, whether the chains hold, and a copy to keep. */
export default function Audit() {
  const { state } = useLive();
  const { session, may } = useSession();
  const [chosen, setChosen] = useState<string>();
  const [kind, setKind] = useState<'all' | 'actions'>('all');
  if (session?.user?.customers) {
    return <Notice tone="doubt">Your role shows the transactions of your customers only.</Notice>;
  }
  const regions = state?.regions.map(({ name }) => ({ id: name, text: name })) ?? [];
  const region = chosen ?? state?.home;
  if (region === undefined) return <p className="soft">Waiting for the first news…</p>;
  return (
    <div className={style.page}>
      <VerifyCard />
      <div className={style.choices}>
        <Select label="Chain of" options={regions} value={region} onChange={setChosen} />
        <Select label="Show" options={KINDS} value={kind} onChange={setKind} />
        {may('operator') && (
          <a
            className={style.export}
            href={`/dashboard/api/audit/export?region=${encodeURIComponent(region)}`}
            download={`audit-${region}.jsonl`}
          >
            Export the chain of {region}
          </a>
        )}
      </div>
      <EntriesCard key={`${region} ${kind}`} region={region} kind={kind} />
    </div>
  );
}
