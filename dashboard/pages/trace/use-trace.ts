import { useQuery } from '@tanstack/react-query';
import { pathOf, read } from '../../api/client.ts';
import type { TraceDocument } from '../../api/types.ts';

const LIVELY_MS = 500;
/** Receipts, callbacks and late answers follow the outcome. */
const AFTERMATH_MS = 15_000;
const QUIET_MS = 3_000;

/** The trace of a transaction or request; while it lives, it is read again and again. */
export function useTrace(id: string | undefined) {
  return useQuery({
    queryKey: ['trace', id],
    queryFn: ({ signal }) => read<TraceDocument>(pathOf`transactions/${id ?? ''}/trace`, signal),
    enabled: id !== undefined && id !== '',
    refetchInterval: ({ state: { data } }) => pauseOf(data, Date.now()),
  });
}

function pauseOf(trace: TraceDocument | undefined, now: number): number | false {
  if (!trace) return false;
  if (!trace.outcome) return LIVELY_MS;
  const settled = trace.callback?.state !== 'pending';
  if (!settled && now - trace.outcome.decidedAt < AFTERMATH_MS) return LIVELY_MS;
  return now - trace.outcome.decidedAt < AFTERMATH_MS ? QUIET_MS : false;
}
