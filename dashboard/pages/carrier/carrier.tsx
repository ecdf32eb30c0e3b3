import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/client.ts';
import type { CarrierBind, CarrierDocument } from '../../api/types.ts';
import { Badge } from '../../design/badge/badge.tsx';
import { Card } from '../../design/card/card.tsx';
import { Trouble } from '../../design/notice/notice.tsx';
import { count, milliseconds, perSecond } from '../../design/numbers.ts';
import { Stat, Stats } from '../../design/stat/stat.tsx';
import { Table } from '../../design/table/table.tsx';
import type { Tone } from '../../design/tone.ts';
import style from './carrier.module.css';
import { WindowUse } from './window-use.tsx';

const EVERY_MS = 1_000;
const TONES: Readonly<Record<CarrierBind['state'], Tone>> = {
  bound: 'good',
  unbound: 'bad',
  throttled: 'doubt',
  silent: 'bad',
};

/** The binds of both regions, and what the SMSC says. */
export default function Carrier() {
  const { data, error } = useQuery({
    queryKey: ['carrier'],
    queryFn: ({ signal }) => read<CarrierDocument>('carrier', signal),
    refetchInterval: EVERY_MS,
  });
  if (!data) return error ? <Trouble error={error} /> : <p className="soft">Reading the binds…</p>;
  return (
    <div className={style.page}>
      <Trouble error={error} />
      <Card title="Now" note="counts since the processes that run started">
        <Stats>
          <Stat name="receipts due" value={count(data.receiptsOutstanding)} />
          <Stat
            name="binds bound"
            value={`${data.binds.filter(({ state }) => state !== 'unbound' && state !== 'silent').length}/${data.binds.length}`}
          />
          <Stat name="SMS" value={perSecond(sum(data, 'submits'))} unit="/s" />
          <Stat name="receipts" value={perSecond(sum(data, 'receipts'))} unit="/s" />
          <Stat name="waiting for a bind" value={count(sum(data, 'queue'))} />
        </Stats>
      </Card>
      <Card title="By region">
        <Table
          label="Submits and receipts by region"
          rows={data.regions}
          keyOf={({ name }) => name}
          empty="No region has reported."
          columns={[
            { name: 'Region', heads: true, cell: ({ name }) => name },
            { name: 'SMS/s', number: true, cell: ({ submits }) => perSecond(submits) },
            { name: 'Receipts/s', number: true, cell: ({ receipts }) => perSecond(receipts) },
            { name: 'Waiting', number: true, cell: ({ queue }) => count(queue) },
            { name: 'Under way', number: true, cell: ({ underWay }) => count(underWay) },
            { name: 'p99', number: true, cell: ({ latencyMs }) => milliseconds(latencyMs?.p99) },
            { name: 'Ended', long: true, cell: ({ ended }) => countsText(ended) },
            {
              name: 'Receipts',
              long: true,
              cell: ({ receiptStates }) => countsText(receiptStates),
            },
          ]}
        />
      </Card>
      <Card title="Refusals by command_status" note="all regions">
        <Table
          label="Refusals by command_status"
          rows={data.errors}
          keyOf={({ commandStatus }) => String(commandStatus)}
          empty="The SMSC has refused nothing."
          columns={[
            { name: 'Status', heads: true, cell: ({ name }) => <code>{name}</code> },
            { name: 'Code', cell: ({ commandStatus }) => hex(commandStatus) },
            { name: 'Count', number: true, cell: (error) => count(error.count) },
            { name: 'Now/s', number: true, cell: (error) => perSecond(error.perSecond) },
          ]}
        />
      </Card>
      <Card title="Binds">
        <Table
          label="Every bind"
          rows={data.binds}
          keyOf={({ instance, bind }) => `${instance} ${bind}`}
          empty="No process has reported a bind."
          columns={[
            { name: 'Bind', heads: true, cell: ({ bind }) => <span className="mono">{bind}</span> },
            { name: 'Region', cell: ({ region }) => region },
            {
              name: 'State',
              cell: ({ state }) => (
                <Badge tone={TONES[state]} dot>
                  {state}
                </Badge>
              ),
            },
            {
              name: 'Window',
              cell: ({ inFlight, window }) => <WindowUse used={inFlight} of={window} />,
            },
            { name: 'SMS/s', number: true, cell: ({ submits }) => perSecond(submits) },
            { name: 'Throttled', number: true, cell: ({ throttled }) => count(throttled) },
            { name: 'Lost', number: true, cell: ({ unbound }) => count(unbound) },
          ]}
        />
      </Card>
    </div>
  );
}

function sum({ regions }: CarrierDocument, key: 'submits' | 'receipts' | 'queue'): number {
  return regions.reduce((total, region) => total + region[key], 0);
}

function countsText(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).map(([name, number]) => `${name} ${count(number)}`);
  return parts.length === 0 ? '–' : parts.join(', ');
}

function hex(status: number): string {
  return `0x${status.toString(16).padStart(8, '0')}`;
}
