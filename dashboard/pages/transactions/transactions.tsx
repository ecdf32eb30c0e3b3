import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { question } from '../../api/client.ts';
import type { Found, PrivateSearch } from '../../api/types.ts';
import { Button } from '../../design/button/button.tsx';
import { Card } from '../../design/card/card.tsx';
import { Trouble } from '../../design/notice/notice.tsx';
import { DeadLettersCard } from './dead-letters-card.tsx';
import { ResultTable } from './result-table.tsx';
import { SearchForm } from './search-form.tsx';
import style from './transactions.module.css';

const PAGE = 50;

/** Search and results. A number that was typed in is only in memory, and goes out in a body. */
export default function Transactions() {
  const [search, setSearch] = useState<PrivateSearch>({});
  const [asked, setAsked] = useState(0);
  const { data, error, isFetching, hasNextPage, fetchNextPage } = useInfiniteQuery({
    // The search itself may hold a number: the key counts how often was asked instead.
    queryKey: ['transactions', asked],
    queryFn: ({ pageParam, signal }) => {
      const after = pageParam === undefined ? {} : { after: pageParam };
      return question<Found>('transactions/search', { ...search, limit: PAGE, ...after }, signal);
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    gcTime: 0,
  });
  const rows = data?.pages.flatMap(({ transactions }) => transactions) ?? [];
  return (
    <div className={style.page}>
      <SearchForm
        onSearch={(next) => {
          setSearch(next);
          setAsked((before) => before + 1);
        }}
        busy={isFetching}
      />
      <Card title="Transactions" note={isFetching ? 'searching…' : 'newest first'}>
        <Trouble error={error} />
        {data && <ResultTable rows={rows} more={hasNextPage} />}
        {hasNextPage && (
          <Button onPress={() => void fetchNextPage()} isDisabled={isFetching}>
            {rows.length === 0 ? 'Search further back' : 'Show older ones'}
          </Button>
        )}
      </Card>
      <DeadLettersCard />
    </div>
  );
}
