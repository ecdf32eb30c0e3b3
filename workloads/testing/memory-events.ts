import type {
  EventMessage,
  Events,
  ReceivedEvent,
  SubscribeOptions,
  Subscription,
  TopicLag,
} from '@tandem/stores';

/**
 * The events port in memory, for tests: one partition a topic, delivered at once to every group that
 * subscribes. `log` keeps what was published; `redeliver` hands it over again.
 */
export class MemoryEvents implements Events {
  readonly log: ReceivedEvent[] = [];
  readonly #subscribers = new Set<SubscribeOptions>();
  readonly #offsets = new Map<string, number>();
  readonly #now: () => number;
  /** Set to make every publish fail. */
  broken: Error | undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  async publish(topic: string, messages: readonly EventMessage[]): Promise<void> {
    if (this.broken) throw this.broken;
    const stored = messages.map((message) => {
      const offset = this.#offsets.get(topic) ?? 0;
      this.#offsets.set(topic, offset + 1);
      return { ...message, topic, partition: 0, offset, publishedAt: this.#now() };
    });
    this.log.push(...stored);
    await this.#deliver(topic, stored);
  }

  async subscribe(options: SubscribeOptions): Promise<Subscription> {
    this.#subscribers.add(options);
    return {
      close: async () => {
        this.#subscribers.delete(options);
        await Promise.resolve();
      },
    };
  }

  /** Hands the whole log of a topic over again, as after a crash before the offsets were committed. */
  async redeliver(topic: string): Promise<void> {
    await this.#deliver(
      topic,
      this.log.filter((event) => event.topic === topic),
    );
  }

  async lag(): Promise<readonly TopicLag[]> {
    return [...this.#offsets.keys()].map((topic) => ({ topic, lag: 0 }));
  }

  async ping(): Promise<void> {
    await Promise.resolve();
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }

  async #deliver(topic: string, events: readonly ReceivedEvent[]): Promise<void> {
    for (const options of this.#subscribers) {
      if (options.topics.includes(topic) && events.length > 0) await options.handle(events);
    }
  }
}
