import type { ReceivedEvent } from '@tandem/stores';
import { encodeNotice, type Notice } from '../records/index.ts';

/** An event as a consumer gets it; `at` is when the log stored it. */
export function received(
  offset: number,
  at: number,
  notice: Partial<Notice> = {},
  place: { topic?: string; partition?: number } = {},
): ReceivedEvent {
  const transactionId = notice.transactionId ?? `T${String(offset).padStart(25, '0')}`;
  const full: Notice = {
    version: 1,
    type: 'accepted',
    at,
    region: 'us-east-1',
    ...notice,
    transactionId,
  };
  return {
    topic: place.topic ?? 'trail',
    partition: place.partition ?? 0,
    offset,
    key: transactionId,
    value: encodeNotice(full),
    publishedAt: at,
  };
}
