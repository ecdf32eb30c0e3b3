import { useQuery, useQueryClient } from '@tanstack/react-query';
import { act, read } from '../../api/client.ts';
import type { Acted, Action, FailoverDocument } from '../../api/types.ts';

const KEY = ['failover'] as const;
const EVERY_MS = 1_000;

export function useFailover() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => read<FailoverDocument>('failover', signal),
    refetchInterval: EVERY_MS,
  });
}

/** Orders an action; rejects with the reason when the state does not allow it. */
export function useOrder() {
  const client = useQueryClient();
  return async (action: Action): Promise<Acted> => {
    const acted = await act<Acted>('failover/actions', action);
    await client.invalidateQueries({ queryKey: KEY });
    return acted;
  };
}
