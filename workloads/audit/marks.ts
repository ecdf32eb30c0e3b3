import type { ReceivedEvent } from '@tandem/stores';

/** `[topic/partition, last offset, latest time at which the log stored an event up to it]`. */
export type Mark = readonly [partition: string, offset: number, storedAt: number];
export type Marks = ReadonlyMap<string, Mark>;

export function marksFrom(list: readonly Mark[]): Marks {
  return new Map(list.map((mark) => [mark[0], mark]));
}

/**
 * The events that the chain does not have yet. The log delivers at least once: an event at or before the
 * mark was appended before, unless the log stored it later than everything up to the mark. Then the
 * partition was made anew (its offsets begin again), and the event is new too.
 */
export function withoutAppended(marks: Marks, events: readonly ReceivedEvent[]): ReceivedEvent[] {
  const seen = new Map(marks);
  return events.filter((event) => {
    const partition = partitionOf(event);
    const mark = seen.get(partition);
    if (mark && event.offset <= mark[1] && event.publishedAt <= mark[2]) return false;
    seen.set(partition, markAt(partition, event, mark));
    return true;
  });
}

export function advanceMarks(marks: Marks, events: readonly ReceivedEvent[]): Map<string, Mark> {
  const advanced = new Map(marks);
  for (const event of events) {
    const partition = partitionOf(event);
    advanced.set(partition, markAt(partition, event, advanced.get(partition)));
  }
  return advanced;
}

function partitionOf({ topic, partition }: ReceivedEvent): string {
  return `${topic}/${partition}`;
}

function markAt(partition: string, event: ReceivedEvent, before: Mark | undefined): Mark {
  return [partition, event.offset, Math.max(event.publishedAt, before?.[2] ?? 0)];
}
