import type { LiveRegion, LiveState } from '../../api/types.ts';
import { Card } from '../../design/card/card.tsx';
import { count } from '../../design/numbers.ts';
import { Table } from '../../design/table/table.tsx';

/** What waits in each region, by queue. */
export function QueuesCard({ state: { regions } }: { readonly state: LiveState }) {
  const names = [
    ...new Set(regions.flatMap(({ queues }) => queues.map(({ name }) => name))),
  ].sort();
  return (
    <Card title="Queues" note="waiting now">
      <Table
        label="Depth of every queue by region"
        rows={names}
        keyOf={(name) => name}
        empty="No queue has been reported yet."
        columns={[
          { name: 'Queue', heads: true, cell: (name) => name },
          ...regions.map((region) => ({
            name: region.name,
            number: true,
            cell: (name: string) => depthOf(region, name),
          })),
        ]}
      />
    </Card>
  );
}

function depthOf({ queues }: LiveRegion, name: string): string {
  const depth = queues.find((queue) => queue.name === name)?.depth;
  return depth === undefined ? '–' : count(depth);
}
