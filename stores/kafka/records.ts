import type { RecordsBatch } from '@platformatic/kafka';
import type { ReceivedEvent } from '../ports/events.ts';
import type { PartitionName } from './offsets.ts';

/** Attributes of a record batch (kafka.apache.org/documentation, Record Batch). */
const LOG_APPEND_TIME = 1 << 3;
const CONTROL = 1 << 5;

export interface Found {
  readonly events: readonly ReceivedEvent[];
  /** Where to read on; beyond the last event when the log has gaps. */
  readonly next: number;
  readonly bytes: number;
}

/** The events from `from` on. A batch comes whole, also when it begins before; markers are no events. */
export function eventsIn(
  { topic, partition }: PartitionName,
  from: number,
  batches: readonly RecordsBatch[],
): Found {
  const events: ReceivedEvent[] = [];
  let [next, bytes] = [from, 0];
  for (const batch of batches) {
    const base = Number(batch.firstOffset);
    next = Math.max(next, base + batch.lastOffsetDelta + 1);
    if ((batch.attributes & CONTROL) !== 0) continue;
    const stored = (batch.attributes & LOG_APPEND_TIME) === 0 ? undefined : batch.maxTimestamp;
    for (const { key, value, offsetDelta, timestampDelta } of batch.records) {
      const offset = base + offsetDelta;
      if (offset < from) continue;
      bytes += (key?.length ?? 0) + (value?.length ?? 0);
      events.push({
        topic,
        partition,
        offset,
        key: key?.toString() ?? '',
        value: value?.toString() ?? '',
        publishedAt: Number(stored ?? batch.firstTimestamp + timestampDelta),
      });
    }
  }
  return { events, next, bytes };
}
