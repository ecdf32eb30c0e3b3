import {
  type EventMessage,
  type Events,
  type ReceivedEvent,
  StoreError,
  type SubscribeOptions,
  type Subscription,
  type TopicLag,
} from '@tandem/stores';

/**
 * One region's log, one partition a topic. Nothing is consumed until `deliver` is called, so that a test
 * chooses the moment, the duplicates and the order.
 */
export class ManualEvents implements Events {
  readonly #log: ReceivedEvent[] = [];
  readonly #groups = new Map<string, SubscribeOptions>();
  readonly #consumed = new Map<string, number>();
  down = false;

  async publish(topic: string, messages: readonly EventMessage[]): Promise<void> {
    await Promise.resolve();
    if (this.down) throw new StoreError('unavailable', 'the event log does not answer');
    for (const message of messages) {
      const offset = this.of(topic).length;
      this.#log.push({ ...message, topic, partition: 0, offset, publishedAt: 0 });
    }
  }

  async subscribe(options: SubscribeOptions): Promise<Subscription> {
    await Promise.resolve();
    this.#groups.set(options.group, options);
    return {
      close: async () => {
        await Promise.resolve();
        this.#groups.delete(options.group);
      },
    };
  }

  async lag(group: string): Promise<readonly TopicLag[]> {
    await Promise.resolve();
    const topics = this.#groups.get(group)?.topics ?? [];
    return topics.map((topic) => ({ topic, lag: this.#open(group, topic).length }));
  }

  async ping(): Promise<void> {
    await Promise.resolve();
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }

  of(topic: string): ReceivedEvent[] {
    return this.#log.filter((event) => event.topic === topic);
  }

  /** Hands the group everything new, once; a rejection of its handler is the caller's to see. */
  async deliver(group: string): Promise<void> {
    const options = this.#groups.get(group);
    if (!options) throw new Error(`nobody subscribed as ${group}`);
    for (const topic of options.topics) {
      const batch = this.#open(group, topic);
      if (batch.length === 0) continue;
      await options.handle(batch);
      this.#consumed.set(`${group} ${topic}`, this.of(topic).length);
    }
  }

  /** Forgets what the group has consumed: everything is delivered again. */
  rewind(group: string): void {
    for (const key of this.#consumed.keys()) {
      if (key.startsWith(`${group} `)) this.#consumed.delete(key);
    }
  }

  #open(group: string, topic: string): ReceivedEvent[] {
    return this.of(topic).slice(this.#consumed.get(`${group} ${topic}`) ?? 0);
  }
}
