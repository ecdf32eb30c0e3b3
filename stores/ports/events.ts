/**
 * The events port: one partitioned log per region (Kafka in production). At least once, ordered by key
 * inside a topic, consumer groups share the partitions, offsets are committed after the effect.
 * What a dead region had not consumed stays there until it returns.
 *
 * Every method may reject with a StoreError `unavailable`.
 */
export interface Events {
  /** Resolves when the log has all of them (acks=all). May store a message twice after `unavailable`. */
  publish(topic: string, messages: readonly EventMessage[]): Promise<void>;
  subscribe(options: SubscribeOptions): Promise<Subscription>;
  /** Messages published and not yet committed by the group, per topic. */
  lag(group: string): Promise<readonly TopicLag[]>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  readonly retentionMs: number;
}

export interface EventMessage {
  /** Messages of one key keep their order. */
  readonly key: string;
  /** JSON text. */
  readonly value: string;
}

export interface ReceivedEvent extends EventMessage {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Unix milliseconds at which the log stored it. */
  readonly publishedAt: number;
}

export interface SubscribeOptions {
  readonly group: string;
  readonly topics: readonly string[];
  /** Events handed to `handle` at once, at most; all from one partition, in order. */
  readonly maxBatch: number;
  /** Batches of different partitions that may be in flight at once. */
  readonly concurrency: number;
  /**
   * The effect. When it resolves the batch's offset is committed; when it rejects the batch is handed
   * over again after `retryDelayMs`, and after `maxAttempts` each event of it alone; an event that then
   * still fails goes to the topic `<topic>.dead-letter` with its reason and is committed. A rejection with the
   * StoreError `unavailable` counts as no attempt, except one that waiting does not mend: while a store is away the
   * log keeps what it owes.
   */
  handle(batch: readonly ReceivedEvent[]): Promise<void>;
  readonly maxAttempts?: number;
  readonly retryDelayMs?: number;
  onError?(error: unknown, batch: readonly ReceivedEvent[]): void;
}

export interface Subscription {
  /** Stops fetching, waits for the batches in flight, commits them and leaves the group. */
  close(): Promise<void>;
}

export interface TopicLag {
  readonly topic: string;
  readonly lag: number;
}
