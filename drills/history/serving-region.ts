import type { History, Operation } from './operation.ts';

/**
 * Tells each exchange of a handset by which region it was served: that to which the accelerator had given
 * the handset's connection. Ports are used again, so the latest connection before the reply counts.
 */
export function withServingRegions(history: History): History {
  const regions = new Map<string, string>();
  return history.map((operation): Operation => {
    if (operation.f === 'connection') regions.set(operation.value.local, operation.value.region);
    if (operation.type !== 'ok' || !('local' in operation.value)) return operation;
    const region = regions.get(operation.value.local ?? '');
    if (region === undefined) return operation;
    if (operation.f === 'poll') return { ...operation, value: { ...operation.value, region } };
    if (operation.f === 'answer') return { ...operation, value: { ...operation.value, region } };
    return operation;
  });
}
