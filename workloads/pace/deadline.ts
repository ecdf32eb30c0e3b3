import type { Clock } from '@tandem/core';

/** Waits for `work`, but no longer than `ms` of the clock's time. True when it ended in time. */
export async function deadline(
  clock: Clock,
  ms: number,
  work: Promise<unknown> | undefined,
): Promise<boolean> {
  let cancel: () => void = () => undefined;
  const late = new Promise<boolean>((resolve) => {
    cancel = clock.schedule(ms, () => resolve(false));
  });
  try {
    return await Promise.race([Promise.resolve(work).then(() => true), late]);
  } finally {
    cancel();
  }
}
