import { useMemo } from 'react';
import type { LiveState, Sample, Traffic } from '../../api/types.ts';
import { Card } from '../../design/card/card.tsx';
import { TimeChart } from '../../design/chart/time-chart.tsx';
import { perSecond } from '../../design/numbers.ts';
import { Table } from '../../design/table/table.tsx';
import { regionTone } from '../../design/tone.ts';

const FLOWS: readonly { readonly id: keyof Traffic; readonly name: string }[] = [
  { id: 'accepted', name: 'requests accepted' },
  { id: 'refused', name: 'requests refused' },
  { id: 'submits', name: 'SMS submitted' },
  { id: 'polls', name: 'polls of applets' },
  { id: 'answers', name: 'answers' },
  { id: 'callbacks', name: 'callbacks' },
];

interface Props {
  readonly state: LiveState;
  readonly samples: readonly Sample[];
}

/** Requests by the region that served them. */
export function TrafficCard({ state, samples }: Props) {
  const names = state.regions.map(({ name }) => name).join();
  const { times, lines } = useMemo(
    () => ({
      times: samples.map(({ at }) => at),
      lines: names.split(',').map((name, index) => ({
        name,
        tone: regionTone(index),
        values: samples.map(({ regions }) => regions[name]?.requests ?? null),
      })),
    }),
    [samples, names],
  );
  return (
    <Card title="Requests by region" note="per second, last 5 minutes">
      <TimeChart label="Requests per second by region" {...{ times, lines }} format={perSecond} />
      <Table
        label="What flows now, per second"
        rows={FLOWS}
        keyOf={({ id }) => id}
        empty=""
        columns={[
          { name: 'Per second now', heads: true, cell: ({ name }) => name },
          ...state.regions.map(({ name, traffic }) => ({
            name,
            number: true,
            cell: ({ id }: (typeof FLOWS)[number]) => perSecond(traffic[id]),
          })),
        ]}
      />
    </Card>
  );
}
