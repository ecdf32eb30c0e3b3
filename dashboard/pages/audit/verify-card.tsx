import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/client.ts';
import type { Verified } from '../../api/types.ts';
import { Badge } from '../../design/badge/badge.tsx';
import { Button } from '../../design/button/button.tsx';
import { Card } from '../../design/card/card.tsx';
import { Trouble } from '../../design/notice/notice.tsx';
import { count } from '../../design/numbers.ts';
import { Table } from '../../design/table/table.tsx';
import { Time } from '../../design/time/time.tsx';

/** Recomputes every hash from the first entry on. */
export function VerifyCard() {
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['audit', 'verify'],
    queryFn: ({ signal }) => read<Verified>('audit/verify', signal),
    enabled: false,
  });
  const button = (
    <Button onPress={() => void refetch()} isDisabled={isFetching}>
      {isFetching ? 'Verifying…' : 'Verify the chains'}
    </Button>
  );
  return (
    <Card title="Hash chains" note={button}>
      <Trouble error={error} />
      {!data && !error && (
        <p className="soft">Every entry carries the hash of the one before it. Not verified yet.</p>
      )}
      {data && (
        <Table
          label="Chains by region"
          rows={data.chains}
          keyOf={({ region }) => region}
          empty="There is no chain yet."
          columns={[
            { name: 'Region', heads: true, cell: ({ region }) => region },
            {
              name: 'Chain',
              long: true,
              cell: ({ valid, breach }) => (
                <Badge tone={valid ? 'good' : 'bad'} dot>
                  {breach ? `broken at segment ${breach.segment}: ${breach.reason}` : 'unbroken'}
                </Badge>
              ),
            },
            { name: 'Entries', number: true, cell: ({ entries }) => count(entries) },
            { name: 'Segments', number: true, cell: ({ segments }) => count(segments) },
            {
              name: 'Sealed',
              cell: ({ sealed }) =>
                sealed ? (
                  <>
                    to {sealed.seq}, epoch {sealed.epoch}, <Time at={sealed.at} />
                  </>
                ) : (
                  'not yet'
                ),
            },
            {
              name: 'Head',
              cell: ({ head }) => <code title={head.hash}>{head.hash.slice(0, 16)}…</code>,
            },
          ]}
        />
      )}
    </Card>
  );
}
