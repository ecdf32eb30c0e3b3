import type { WorkloadContext } from '@tandem/runtime';
import type { Cache } from '@tandem/stores';
import { HintCache } from './hint-cache.ts';

const hints = new WeakMap<Cache, HintCache>();

/** The cache of this process as a hint: workloads that share a connection learn together that it is away. */
export function hintCacheOf({ cache, clock, topology }: WorkloadContext): Cache {
  const known = hints.get(cache);
  if (known) return known;
  const timeoutMs = topology.data.redis.operationTimeoutMs;
  const made = new HintCache({ cache, clock, timeoutMs });
  hints.set(cache, made);
  return made;
}
