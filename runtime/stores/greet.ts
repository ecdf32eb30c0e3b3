import { type Cache, isStoreError } from '@tandem/stores';

/** Nobody waits for a cache that is away, it is a hint; one that refuses this process needs a person. */
export async function greetCache(
  cache: Pick<Cache, 'ping'>,
  onAway: (error: unknown) => void,
): Promise<void> {
  try {
    await cache.ping();
  } catch (error) {
    if (!isStoreError(error, 'unavailable') || error.lasting) throw error;
    onAway(error);
  }
}
