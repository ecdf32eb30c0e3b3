import { useMemo } from 'react';
import type { LiveState, Sample } from '../../api/types.ts';
import { Card } from '../../design/card/card.tsx';
import { TimeChart } from '../../design/chart/time-chart.tsx';
import { perSecond } from '../../design/numbers.ts';
import { regionTone } from '../../design/tone.ts';

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
    </Card>
  );
}
