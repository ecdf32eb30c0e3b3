import { useQuery, useQueryClient } from '@tanstack/react-query';
import { act, pathOf, read } from '../../api/client.ts';
import type { DrillsDocument, StartDrill } from '../../api/types.ts';
import type { DrillResult } from './result.ts';

const KEY = ['drills'] as const;

export function useDrills() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => read<DrillsDocument>('drills', signal),
    refetchInterval: ({ state: { data } }) => (data?.running?.state === 'running' ? 1_000 : 10_000),
  });
}

export function useDrillResult(name: string) {
  return useQuery({
    queryKey: [...KEY, name],
    queryFn: ({ signal }) => read<DrillResult>(pathOf`drills/${name}`, signal),
  });
}

export function useStartDrill() {
  const client = useQueryClient();
  return async (drill: StartDrill) => {
    await act('drills', drill);
    await client.invalidateQueries({ queryKey: KEY });
  };
}
