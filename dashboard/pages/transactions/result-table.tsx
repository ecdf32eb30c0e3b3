import { Link } from 'wouter';
import type { Summary } from '../../api/types.ts';
import { Badge } from '../../design/badge/badge.tsx';
import { Table } from '../../design/table/table.tsx';
import { Time } from '../../design/time/time.tsx';
import { span } from '../../design/time/words.ts';
import { toneOfOutcome } from '../../design/tone.ts';

interface Props {
  readonly rows: readonly Summary[];
  /** There may be others further back. */
  readonly more: boolean;
}

export function ResultTable({ rows, more }: Props) {
  return (
    <Table
      label="Transactions found"
      rows={rows}
      keyOf={({ transactionId }) => transactionId}
      empty={more ? 'None among the newest; older ones were not searched yet.' : 'None found.'}
      columns={[
        { name: 'Accepted', cell: ({ acceptedAt }) => <Time at={acceptedAt} show="absolute" /> },
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
        { name: 'Model', cell: ({ model }) => model },
        {
          name: 'Outcome',
          cell: ({ responseType, state }) => (
            <Badge tone={toneOfOutcome(responseType)}>{responseType ?? state}</Badge>
          ),
        },
        {
          name: 'Took',
          number: true,
          cell: ({ decidedAt, acceptedAt }) => decidedAt && span(decidedAt - acceptedAt),
        },
        { name: 'Region', cell: regionsOf },
        { name: 'Callback', cell: ({ callback }) => callback ?? '' },
      ]}
    />
  );
}

function regionsOf({ region, decidedIn }: Summary): string {
  return decidedIn === undefined || decidedIn === region ? region : `${region}, then ${decidedIn}`;
}
