import type { MessageRecord } from '@platformatic/kafka';
import type { StoreError } from '../ports/errors.ts';
import type { EventMessage } from '../ports/events.ts';

/** What a broker recognises a writer by, so that a batch that is sent twice is stored once. */
export interface Identity {
  readonly producerId: bigint;
  readonly producerEpoch: number;
}

/** Messages of one partition that are stored together or not at all. */
export class Batch {
  readonly topic: string;
  readonly partition: number;
  readonly deadline: number;
  readonly records: MessageRecord[] = [];
  /** Resolves when the log has it. */
  readonly done: Promise<void>;
  bytes = 0;
  /** Given when it is sent first and kept for good. */
  stamp: { readonly identity: Identity; readonly sequence: number } | undefined;
  notBefore = 0;
  resolve: () => void = () => undefined;
  reject: (error: StoreError) => void = () => undefined;

  constructor(topic: string, partition: number, deadline: number) {
    this.topic = topic;
    this.partition = partition;
    this.deadline = deadline;
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  add(key: Buffer, value: Buffer): void {
    const { topic, partition } = this;
    this.records.push({ key, value, topic, partition });
    this.bytes += key.length + value.length + RECORD_OVERHEAD;
  }
}

const RECORD_OVERHEAD = 32;
/** Beyond it a new batch begins; one message alone may be larger. */
const BATCH_BYTES = 256 * 1024;
/** int32 in the record batch; it starts again at 0. */
const SEQUENCES = 2 ** 31;

/** The batches of one partition: one at a time is on its way, and the order is that of `publish`. */
export class PartitionQueue {
  readonly topic: string;
  readonly partition: number;
  readonly batches: Batch[] = [];
  isSending = false;
  #sequence = 0;
  #identity: Identity | undefined;

  constructor(topic: string, partition: number) {
    this.topic = topic;
    this.partition = partition;
  }

  add(key: Buffer, message: EventMessage, deadline: number): Batch {
    const value = Buffer.from(message.value);
    let last = this.batches.at(-1);
    const isOpen = last && !last.stamp && last.bytes + value.length <= BATCH_BYTES;
    if (!last || !isOpen) {
      last = new Batch(this.topic, this.partition, deadline);
      this.batches.push(last);
    }
    last.add(key, value);
    return last;
  }

  /** Sequences count the messages of one identity in this partition. */
  stamp(batch: Batch, identity: Identity): void {
    if (batch.stamp) return;
    if (this.#identity !== identity) {
      this.#identity = identity;
      this.#sequence = 0;
    }
    batch.stamp = { identity, sequence: this.#sequence };
    this.#sequence = (this.#sequence + batch.records.length) % SEQUENCES;
  }
}

/** One request speaks for one identity: batches of an older one go first, the others wait for the next. */
export function sameIdentity(
  queues: readonly PartitionQueue[],
  current: Identity,
): PartitionQueue[] {
  const older = queues.find(
    ({ batches: [head] }) => head?.stamp && head.stamp.identity !== current,
  );
  const identity = older?.batches[0]?.stamp?.identity ?? current;
  return queues.filter((queue) => {
    const [head] = queue.batches;
    if (!head) return false;
    if (head.stamp) return head.stamp.identity === identity;
    if (identity === current) queue.stamp(head, current);
    return identity === current;
  });
}

export function nameOf({ topic, partition }: { topic: string; partition: number }): string {
  return `${topic}:${partition}`;
}
