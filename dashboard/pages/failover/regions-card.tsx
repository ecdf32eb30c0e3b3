import type { FailoverDocument } from '../../api/types.ts';
import { Badge } from '../../design/badge/badge.tsx';
import { Card } from '../../design/card/card.tsx';
import { Notice } from '../../design/notice/notice.tsx';
import { count } from '../../design/numbers.ts';
import { Table } from '../../design/table/table.tsx';
import { Time } from '../../design/time/time.tsx';
import { span } from '../../design/time/words.ts';

type Overview = FailoverDocument['overview'];

export function RegionsCard({ overview }: { readonly overview: Overview }) {
  const { lease, home, leaseMs, regions } = overview;
  const away = lease && lease.holder !== home;
  return (
    <Card title="Regions" note={`home is ${home}; a lease lasts ${span(leaseMs)}`}>
      {away && (
        <Notice tone="doubt">
          {lease.holder} is active, epoch {lease.epoch}. Fail back when {home} is well.
        </Notice>
      )}
      <Table
        label="Regions"
        rows={regions}
        keyOf={({ name }) => name}
        empty="No region has reported."
        columns={[
          { name: 'Region', heads: true, cell: ({ name }) => name },
          {
            name: 'Singleton work',
            cell: ({ name }) =>
              lease?.holder === name ? (
                <Badge tone="accent">active, epoch {lease.epoch}</Badge>
              ) : (
                <Badge>standby</Badge>
              ),
          },
          {
            name: 'State',
            long: true,
            cell: ({ state, drained, reasons }) => (
              <>
                <Badge tone={state === 'up' ? 'good' : 'bad'} dot>
                  {state}
                </Badge>{' '}
                {drained && <Badge tone="doubt">drained</Badge>}{' '}
                <span className="soft small">{reasons.join(', ')}</span>
              </>
            ),
          },
          {
            name: 'Able to take all',
            cell: ({ able }) => <Badge tone={able ? 'good' : 'bad'}>{able ? 'yes' : 'no'}</Badge>,
          },
          { name: 'Binds', number: true, cell: ({ binds }) => `${binds.bound}/${binds.of}` },
          {
            name: 'Unconsumed',
            number: true,
            cell: ({ lag }) => count(Object.values(lag).reduce((sum, each) => sum + each, 0)),
          },
          {
            name: 'Reported',
            cell: ({ reportedAt }) =>
              reportedAt === undefined ? 'never' : <Time at={reportedAt} show="relative" />,
          },
        ]}
      />
    </Card>
  );
}
