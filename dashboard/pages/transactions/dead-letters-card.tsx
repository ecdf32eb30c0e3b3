import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { act, pathOf, read } from '../../api/client.ts';
import { useSession } from '../../api/session.ts';
import type { DeadLetters } from '../../api/types.ts';
import { Button } from '../../design/button/button.tsx';
import { Card } from '../../design/card/card.tsx';
import { Trouble } from '../../design/notice/notice.tsx';
import { Table } from '../../design/table/table.tsx';
import { Time } from '../../design/time/time.tsx';

const KEY = ['callbacks'] as const;
const LIMIT = 50;
const EVERY_MS = 10_000;

/** Customers that were not told, because all retries are used up. Nothing is shown when there are none. */
export function DeadLettersCard() {
  const { may } = useSession();
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => read<DeadLetters>(`callbacks?limit=${LIMIT}`, signal),
    refetchInterval: EVERY_MS,
  });
  const retry = useMutation({
    mutationFn: (id: string) => act(pathOf`callbacks/${id}/retry`),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
  if (!data || data.callbacks.length === 0) return null;
  return (
    <Card title="Callbacks that gave up" note="a retry gets a whole new schedule">
      <Trouble error={retry.error} />
      <Table
        label="Callbacks that gave up"
        rows={data.callbacks}
        keyOf={({ transactionId }) => transactionId}
        empty=""
        columns={[
          { name: 'Since', cell: ({ deadAt }) => <Time at={deadAt} /> },
          {
            name: 'Request',
            heads: true,
            cell: ({ transactionId, requestId }) => (
              <Link href={`/transactions/${encodeURIComponent(transactionId)}`} className="mono">
                {requestId}
              </Link>
            ),
          },
          { name: 'Customer', cell: ({ customerId }) => customerId },
          { name: 'Outcome', cell: ({ responseType }) => responseType },
          { name: 'Last error', long: true, cell: ({ lastError }) => lastError },
          { name: 'Attempts', number: true, cell: ({ attempts }) => attempts },
          {
            name: 'Retry',
            cell: ({ transactionId }) => (
              <Button
                isDisabled={!may('operator') || retry.isPending}
                onPress={() => retry.mutate(transactionId)}
              >
                Retry
              </Button>
            ),
          },
        ]}
      />
    </Card>
  );
}
