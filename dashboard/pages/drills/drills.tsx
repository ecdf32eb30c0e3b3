import { useState } from 'react';
import type { DrillsDocument } from '../../api/types.ts';
import { Badge } from '../../design/badge/badge.tsx';
import { Button } from '../../design/button/button.tsx';
import { Card } from '../../design/card/card.tsx';
import { Notice, Trouble } from '../../design/notice/notice.tsx';
import { seconds } from '../../design/numbers.ts';
import { Table } from '../../design/table/table.tsx';
import { Time } from '../../design/time/time.tsx';
import type { Tone } from '../../design/tone.ts';
import style from './drills.module.css';
import { ReportCard } from './report-card.tsx';
import { StartCard } from './start-card.tsx';
import { useDrills } from './use-drills.ts';
import { VerdictBadge } from './verdict-badge.tsx';

/** What was proved, and a button to prove it again. */
export default function Drills() {
  const { data, error } = useDrills();
  const [shown, setShown] = useState<string>();
  if (!data) return error ? <Trouble error={error} /> : <p className="soft">Reading…</p>;
  const name = shown ?? data.reports[0]?.name;
  return (
    <div className={style.page}>
      <Trouble error={error} />
      {data.running && <Running drill={data.running} />}
      <StartCard catalogue={data.catalogue} busy={data.running?.state === 'running'} />
      <Card title="Reports" note="the last of each drill">
        <Reports reports={data.reports} onShow={setShown} />
      </Card>
      {name !== undefined && <ReportCard key={name} name={name} />}
    </div>
  );
}

/** Exit codes of `tandem drill` (docs/guides/drills.md). */
const VERDICTS: Readonly<Record<number, { text: string; tone: Tone }>> = {
  0: { text: 'valid', tone: 'good' },
  1: { text: 'invalid', tone: 'bad' },
};
const STATES = {
  running: { text: 'running', tone: 'accent' },
  done: { text: 'done', tone: 'good' },
  failed: { text: 'failed', tone: 'bad' },
} as const;

function Running({ drill }: { readonly drill: NonNullable<DrillsDocument['running']> }) {
  const { name, profile, state, note, startedAt, exitCode } = drill;
  const { text, tone } = VERDICTS[exitCode ?? -1] ?? STATES[state];
  return (
    <Notice tone={tone}>
      <Badge tone={tone}>{text}</Badge>
      <strong>
        {name}, profile {profile}
      </strong>
      <span className="soft">
        <Time at={startedAt} />
      </span>
      {state !== 'done' && <span className="mono">{note}</span>}
    </Notice>
  );
}

interface ReportsProps {
  readonly reports: DrillsDocument['reports'];
  readonly onShow: (name: string) => void;
}

function Reports({ reports, onShow }: ReportsProps) {
  return (
    <Table
      label="Reports of drills"
      rows={reports}
      keyOf={({ name }) => name}
      empty="No drill has been run here yet. Start one."
      columns={[
        {
          name: 'Drill',
          heads: true,
          cell: ({ name }) => (
            <Button look="quiet" onPress={() => onShow(name)}>
              {name}
            </Button>
          ),
        },
        { name: 'Verdict', cell: ({ valid }) => <VerdictBadge valid={valid} /> },
        { name: 'Profile', cell: ({ profile }) => profile },
        { name: 'API', number: true, cell: ({ rto }) => seconds(rto.api) },
        { name: 'Applets', number: true, cell: ({ rto }) => seconds(rto.sim) },
        { name: 'Jobs', number: true, cell: ({ rto }) => seconds(rto.jobs) },
        { name: 'When', cell: ({ at }) => <Time at={at} /> },
      ]}
    />
  );
}
