import type { ReceivedEvent } from '@tandem/stores';
import { decodeNotice, type Notice } from './notice.ts';

/**
 * Handles the events of a batch at the same time and waits for all of them, so that a redelivery never
 * runs beside its first delivery. Rejects with the first failure: the log then hands the batch over again,
 * later each event alone, and effects are idempotent, so that one bad event holds up no other.
 */
export async function eachNotice(
  batch: readonly ReceivedEvent[],
  handle: (notice: Notice) => Promise<void>,
): Promise<void> {
  if (batch.length === 1 && batch[0]) return handle(decodeNotice(batch[0].value));
  const results = await Promise.allSettled(
    batch.map(async (event) => handle(decodeNotice(event.value))),
  );
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
