import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { act, pathOf, read } from '../../api/client.ts';
import type { Answer, Personas, Phone, Processes, Tried, Try } from '../../api/types.ts';

const PHONE_MS = 400;
const PROCESSES_MS = 700;

export type RegionFault = 'stop' | 'start' | 'freeze' | 'resume';

export function usePersonas() {
  return useQuery({
    queryKey: ['try', 'personas'],
    queryFn: ({ signal }) => read<Personas>('try/personas', signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useSend() {
  return useMutation({ mutationFn: (approval: Try) => act<Tried>('try/approvals', approval) });
}

/** What the phone of a persona shows now. */
export function usePhone(persona: string | undefined) {
  return useQuery({
    queryKey: ['try', 'phone', persona],
    queryFn: ({ signal }) => read<Phone>(pathOf`try/phones/${persona ?? ''}`, signal),
    enabled: persona !== undefined,
    refetchInterval: PHONE_MS,
  });
}

export function useAnswer(persona: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (answer: Answer) => act<Phone>(pathOf`try/phones/${persona}/answer`, answer),
    onSuccess: (phone) => client.setQueryData(['try', 'phone', persona], phone),
  });
}

export function useProcesses() {
  return useQuery({
    queryKey: ['try', 'processes'],
    queryFn: ({ signal }) => read<Processes>('try/processes', signal),
    refetchInterval: PROCESSES_MS,
  });
}

export function useRegionFault() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ region, action }: { region: string; action: RegionFault }) =>
      act(pathOf`try/regions/${region}/${action}`),
    onSettled: () => client.invalidateQueries({ queryKey: ['try', 'processes'] }),
  });
}
