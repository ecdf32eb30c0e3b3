import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { read } from '../../api/client.ts';
import type { AuditEntry, Entries } from '../../api/types.ts';
import { Badge } from '../../design/badge/badge.tsx';
import { Button } from '../../design/button/button.tsx';
import { Card } from '../../design/card/card.tsx';
import { Trouble } from '../../design/notice/notice.tsx';
import { Table } from '../../design/table/table.tsx';
import { Time } from '../../design/time/time.tsx';

const PAGE = 100;

interface Props {
  readonly region: string;
  readonly kind: 'all' | 'actions';
}

export function EntriesCard({ region, kind }: Props) {
  const { data, error, isFetching, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['audit', region, kind],
    queryFn: ({ pageParam, signal }) => {
      const parameters = new URLSearchParams({ region, kind, limit: String(PAGE) });
      if (pageParam !== undefined) parameters.set('after', pageParam);
      return read<Entries>(`audit/entries?${parameters}`, signal);
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
  });
  const rows = data?.pages.flatMap(({ entries }) => entries) ?? [];
  return (
    <Card title="Entries" note={isFetching ? 'reading…' : 'newest first'}>
      <Trouble error={error} />
      {data && (
        <Table
          label="Entries of the audit log"
          rows={rows}
          keyOf={({ segment, line }) => `${segment}.${line}`}
          empty={hasNextPage ? 'None among the newest.' : 'There are none.'}
          columns={[
            { name: 'Time', cell: ({ at }) => <Time at={at} show="absolute" /> },
            { name: 'What', heads: true, cell: What },
            { name: 'About', long: true, cell: About },
            { name: 'Position', number: true, cell: ({ segment, line }) => `${segment}.${line}` },
          ]}
        />
      )}
      {hasNextPage && (
        <Button onPress={() => void fetchNextPage()} isDisabled={isFetching}>
          Show older ones
        </Button>
      )}
    </Card>
  );
}

function What({ type, responseType, action }: AuditEntry) {
  if (!action) {
    return (
      <>
        {type} {responseType !== undefined && <Badge>{responseType}</Badge>}
      </>
    );
  }
  return (
    <>
      {action.name} {action.target} <Badge tone="accent">{action.result}</Badge>
    </>
  );
}

function About({ transactionId, customerId, detail, action }: AuditEntry) {
  if (action) {
    const reason = action.reason === undefined ? '' : `: ${action.reason}`;
    return `${action.actor}, ${action.role}${reason}`;
  }
  return (
    <>
      {transactionId !== undefined && (
        <Link href={`/transactions/${encodeURIComponent(transactionId)}`} className="mono">
          {transactionId.slice(0, 13)}…
        </Link>
      )}{' '}
      {customerId} <span className="soft">{detail}</span>
    </>
  );
}
