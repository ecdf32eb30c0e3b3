import { Bars } from '../../design/bars/bars.tsx';
import { Card } from '../../design/card/card.tsx';
import { Notice, Trouble } from '../../design/notice/notice.tsx';
import { count, milliseconds, percent, seconds } from '../../design/numbers.ts';
import { Stat, Stats } from '../../design/stat/stat.tsx';
import { Table } from '../../design/table/table.tsx';
import { Tabs } from '../../design/tabs/tabs.tsx';
import style from './drills.module.css';
import type { DrillResult, Phases } from './result.ts';
import { useDrillResult } from './use-drills.ts';
import { VerdictBadge } from './verdict-badge.tsx';

const PHASES = ['before', 'during', 'after'] as const;

export function ReportCard({ name }: { readonly name: string }) {
  const { data, error } = useDrillResult(name);
  const report = `/dashboard/api/drills/${encodeURIComponent(name)}/report`;
  return (
    <Card title={name} note={data && `${data.profile}, seed ${data.seed}`}>
      <Trouble error={error} />
      {data && (
        <Tabs
          label={`Report of ${name}`}
          tabs={[
            { id: 'result', title: 'Result', content: <Result result={data} /> },
            { id: 'checks', title: 'Checks', content: <Checks result={data} /> },
            {
              id: 'report',
              title: 'Whole report',
              content: <iframe className={style.frame} src={report} title={`Report of ${name}`} />,
            },
          ]}
        />
      )}
    </Card>
  );
}

function Result({ result }: { readonly result: DrillResult }) {
  const { valid, load, lost, contradictory, rto, availability, p99Ms } = result;
  return (
    <div className={style.page}>
      <Missed checks={result.checks} />
      <Stats>
        <Stat name="verdict" value={<VerdictBadge valid={valid} />} />
        <Stat name={`offered at ${load.rate}/s`} value={count(load.offered)} />
        <Stat name="accepted" value={count(load.accepted)} />
        <Stat name="failed with all retries" value={count(load.errors)} />
        <Stat name="lost" value={count(lost)} tone={lost > 0 ? 'bad' : 'good'} />
        <Stat
          name="contradictory"
          value={count(contradictory)}
          tone={contradictory > 0 ? 'bad' : 'good'}
        />
        <Stat name="audit chain" value={result.auditChain} />
      </Stats>
      <div className={style.charts}>
        <div>
          <h3>From the fault until it worked again</h3>
          <Bars label="Recovery times" bars={recovery(rto)} />
        </div>
        <div>
          <h3>Accepted of what was offered</h3>
          <Bars label="Availability" bars={phases(availability, percent)} max={1} />
        </div>
        <div>
          <h3>p99 of the API</h3>
          <Bars label="p99 of the API" bars={phases(p99Ms, milliseconds)} />
        </div>
      </div>
    </div>
  );
}

/** Why it is not valid. */
function Missed({ checks }: Pick<DrillResult, 'checks'>) {
  const missed = checks.filter(({ valid }) => valid !== true);
  if (missed.length === 0) return null;
  return (
    <Notice tone={missed.some(({ valid }) => valid === false) ? 'bad' : 'doubt'}>
      {missed.map(({ id, detail }) => (
        <span key={id}>
          <strong>{id}</strong> {detail}
        </span>
      ))}
    </Notice>
  );
}

function recovery({ api, sim, jobs }: DrillResult['rto']) {
  const bar = (name: string, value: number | null, tone: 'accent' | 'region-1') => {
    return { name, value, tone, text: seconds(value) };
  };
  return [
    bar('API: seen by the edge', api.detection, 'accent'),
    bar('API: worked again', api.total, 'region-1'),
    bar('Applets: seen by the edge', sim.detection, 'accent'),
    bar('Applets: worked again', sim.total, 'region-1'),
    bar('Jobs: standby took over', jobs.decision, 'accent'),
    bar('Jobs: worked again', jobs.total, 'region-1'),
  ];
}

function phases(values: Phases, say: (value: number | null) => string) {
  return PHASES.map((phase) => ({
    name: `${phase} the fault`,
    value: values[phase],
    text: say(values[phase]),
    tone: phase === 'during' ? ('doubt' as const) : ('accent' as const),
  }));
}

function Checks({ result }: { readonly result: DrillResult }) {
  return (
    <Table
      label="Checks"
      rows={result.checks}
      keyOf={({ id }) => id}
      empty="Nothing was checked."
      columns={[
        { name: 'Check', heads: true, cell: ({ id }) => id },
        { name: 'Verdict', cell: ({ valid }) => <VerdictBadge valid={valid} /> },
        { name: 'What it found', long: true, cell: ({ detail }) => detail },
      ]}
    />
  );
}
