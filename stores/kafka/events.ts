import { systemClock } from '@tandem/core';
import { deadLetterTopic } from '../consumer.ts';
import { deadLetterValue } from '../dead-letter.ts';
import { isStoreError, StoreError } from '../ports/errors.ts';
import type { EventMessage, Events, ReceivedEvent } from '../ports/events.ts';
import { Cluster } from './cluster.ts';
import { closedError, unavailable } from './failure.ts';
import { loadKafka } from './library.ts';
import { lagOf } from './offsets.ts';
import { type ConnectKafkaOptions, parseBrokers } from './options.ts';
import { Producer } from './producer.ts';
import { KafkaSubscription } from './subscription.ts';
import { checkTopics, withDeadLetters } from './topics.ts';

const MAX_VALUE_BYTES = 1024 * 1024;
const LOOKS = 10;
const LOOK_PAUSE_MS = 100;

/** What also tests use: `abandon` ends it as kill -9 does. */
export class KafkaEvents implements Events {
  readonly #options: ConnectKafkaOptions;
  readonly #partitions: ReadonlyMap<string, number>;
  readonly #subscriptions = new Set<KafkaSubscription>();
  #cluster: Promise<Cluster> | undefined;
  #producer: Producer | undefined;
  #isChecked = false;
  #isClosed = false;

  constructor(options: ConnectKafkaOptions) {
    parseBrokers(options.brokers, options.variable);
    this.#options = options;
    const all = withDeadLetters(options.topics);
    this.#partitions = new Map(all.map(({ name, partitions }) => [name, partitions]));
  }

  async publish(topic: string, messages: readonly EventMessage[]): Promise<void> {
    const partitions = this.#partitionsOf(topic);
    for (const { value } of messages) checkValue(value);
    const cluster = await this.#ready();
    requireRights(cluster, [topic]);
    this.#producer ??= new Producer(cluster);
    await this.#producer.publish(topic, partitions, messages);
  }

  async subscribe(options: Parameters<Events['subscribe']>[0]): ReturnType<Events['subscribe']> {
    for (const topic of options.topics) this.#partitionsOf(topic);
    const cluster = await this.#ready();
    requireRights(cluster, options.topics);
    const clock = this.#options.clock ?? systemClock;
    const bury = (event: ReceivedEvent, reason: unknown): Promise<void> => {
      const value = deadLetterValue(event, reason, clock.now());
      return this.publish(deadLetterTopic(event.topic), [{ key: event.key, value }]);
    };
    const subscription = new KafkaSubscription(cluster, options, clock, bury);
    this.#subscriptions.add(subscription);
    await subscription.join();
    return {
      close: async () => {
        await subscription.close();
        this.#subscriptions.delete(subscription);
      },
    };
  }

  async lag(group: string): ReturnType<Events['lag']> {
    return lagOf(await this.#ready(), group);
  }

  /** Asks the cluster anew, and looks at its topics again. */
  async ping(): Promise<void> {
    const cluster = await this.#ready();
    await cluster.persist('metadata', async () => this.#check(cluster, await cluster.refresh()));
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.close()));
    await this.abandon();
  }

  async abandon(): Promise<void> {
    this.#isClosed = true;
    for (const subscription of this.#subscriptions) subscription.abandon();
    this.#producer?.close();
    (await this.#cluster)?.close();
  }

  #partitionsOf(topic: string): number {
    const count = this.#partitions.get(topic);
    if (count !== undefined) return count;
    const known = [...this.#partitions.keys()].join(', ');
    throw new StoreError('invalid', `unknown topic ${topic}; declared: ${known}`);
  }

  #connected(): Promise<Cluster> {
    if (this.#isClosed) return Promise.reject(closedError());
    this.#cluster ??= loadKafka().then((library) => new Cluster(library, this.#options));
    return this.#cluster;
  }

  /** The first use waits for the brokers, and a moment for a broker that has not heard of a topic yet. */
  async #ready(): Promise<Cluster> {
    const cluster = await this.#connected();
    for (let look = 1; !this.#isChecked; look += 1) {
      try {
        await cluster.persist('metadata', async () =>
          this.#check(cluster, await cluster.refresh()),
        );
      } catch (error) {
        if (look >= LOOKS || !isStoreError(error, 'invalid')) throw error;
        await cluster.pause(LOOK_PAUSE_MS);
      }
    }
    return cluster;
  }

  #check(cluster: Cluster, metadata: Parameters<typeof checkTopics>[0]): void {
    checkTopics(metadata, this.#options.topics, cluster.variable);
    this.#isChecked = true;
  }
}

/**
 * The event log of one region, on Kafka 4.0 or later. Connects with the first operation, which waits for the
 * brokers as all others do. Throws StoreError `invalid` when a broker is not host:port.
 */
export function connectKafkaEvents(options: ConnectKafkaOptions): Events {
  return new KafkaEvents(options);
}

function requireRights(cluster: Cluster, topics: readonly string[]): void {
  const forbidden = topics.find((topic) => cluster.metadata?.forbidden.has(topic));
  if (forbidden === undefined) return;
  throw unavailable(cluster.variable, `the user has no rights on the topic ${forbidden}`);
}

function checkValue(value: string): void {
  const bytes = Buffer.byteLength(value);
  if (bytes <= MAX_VALUE_BYTES) return;
  throw new StoreError('invalid', `a value of ${bytes} bytes; at most ${MAX_VALUE_BYTES}`);
}
