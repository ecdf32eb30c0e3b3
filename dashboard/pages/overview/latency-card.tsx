import { useMemo } from 'react';
import type { Latencies, LiveState, Sample } from '../../api/types.ts';
import { Card } from '../../design/card/card.tsx';
import { TimeChart } from '../../design/chart/time-chart.tsx';
import { milliseconds } from '../../design/numbers.ts';
import { Table } from '../../design/table/table.tsx';
import { regionTone } from '../../design/tone.ts';

const STEPS: readonly { readonly id: keyof Latencies; readonly name: string }[] = [
  { id: 'api', name: 'API answer' },
  { id: 'lookUp', name: 'subscriber look-up' },
  { id: 'submit', name: 'SMS to the SMSC' },
  { id: 'notification', name: 'until the applet polls' },
  { id: 'answer', name: 'until the answer' },
  { id: 'callback', name: 'callback' },
];

interface Props {
  readonly state: LiveState;
  readonly samples: readonly Sample[];
}

/** How long things take: the API's p99 over time, and every step now. */
export function LatencyCard({ state: { regions }, samples }: Props) {
  const names = regions.map(({ name }) => name).join();
  const { times, lines } = useMemo(
    () => ({
      times: samples.map(({ at }) => at),
      lines: names.split(',').map((name, index) => ({
        name,
        tone: regionTone(index),
        values: samples.map((sample) => sample.regions[name]?.apiP99Ms ?? null),
      })),
    }),
    [samples, names],
  );
  return (
    <Card title="API latency" note="p99, last 5 minutes">
      <TimeChart label="p99 of the API by region" {...{ times, lines }} format={milliseconds} />
      <Table
        label="Latencies now, p50 and p99"
        rows={STEPS}
        keyOf={({ id }) => id}
        empty=""
        columns={[
          { name: 'p50 / p99 now', heads: true, cell: ({ name }) => name },
          ...regions.map(({ name, latencyMs }) => ({
            name,
            number: true,
            cell: ({ id }: (typeof STEPS)[number]) => {
              const latency = latencyMs[id];
              if (!latency) return '–';
              return `${milliseconds(latency.p50)} / ${milliseconds(latency.p99)}`;
            },
          })),
        ]}
      />
    </Card>
  );
}
