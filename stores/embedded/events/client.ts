import { type Clock, systemClock } from '@tandem/core';
import { deadLetterTopic } from '../../consumer.ts';
import { deadLetterValue } from '../../dead-letter.ts';
import { StoreError } from '../../ports/errors.ts';
import type { Events, TopicSpec } from '../../ports/events.ts';
import { EngineClient } from '../wire/engine-client.ts';
import { DECLARE_TOPIC, HEARTBEAT, LAG, LEAVE, MAX_PARTITIONS, PING } from './operations.ts';
import { Publisher } from './publisher.ts';
import { EmbeddedSubscription } from './subscription.ts';

export interface ConnectEventsOptions {
  readonly socketPath: string;
  /** Created where absent, each with its `<name>.dead-letter` of one partition. */
  readonly topics: readonly TopicSpec[];
  /** How long an operation waits for an engine that is away. Default 10 s. */
  readonly retryForMs?: number;
  readonly clock?: Clock;
}

const HEARTBEAT_MS = 3_000;

/** Connects in the background; the first operations wait for the engine as all others do. */
export function connectEvents(options: ConnectEventsOptions): Events {
  const clock = options.clock ?? systemClock;
  const partitions = new Map<string, number>();
  const declarations = options.topics.flatMap(declarationsOf);
  for (const [name, count] of declarations) partitions.set(name, count);
  const subscriptions = new Map<number, EmbeddedSubscription>();
  const client = new EngineClient({
    ...options,
    service: 'events',
    title: 'events',
    onConnected(send) {
      for (const declaration of declarations) send(DECLARE_TOPIC, declaration);
      for (const subscription of subscriptions.values()) subscription.rejoin(send);
    },
    onDisconnected() {
      for (const subscription of subscriptions.values()) subscription.disconnected();
    },
    onFlush() {
      for (const subscription of subscriptions.values()) subscription.flushCommits();
      publisher.flush();
    },
    onPush(kind, [number, ...args]) {
      if (typeof number === 'number') subscriptions.get(number)?.pushed(kind, args);
    },
  });
  const publisher = new Publisher(client);
  const heartbeat = setInterval(() => client.notify(HEARTBEAT, []), HEARTBEAT_MS).unref();
  let lastNumber = 0;

  function partitionsOf(topic: string): number {
    const count = partitions.get(topic);
    if (count !== undefined) return count;
    const known = [...partitions.keys()].join(', ');
    throw new StoreError('invalid', `unknown topic ${topic}; declared: ${known}`);
  }

  return {
    async publish(topic, messages) {
      await publisher.publish(topic, partitionsOf(topic), messages);
    },
    async subscribe(request) {
      for (const topic of request.topics) partitionsOf(topic);
      lastNumber += 1;
      const number = lastNumber;
      const subscription = new EmbeddedSubscription(
        client,
        number,
        request,
        clock,
        (event, reason) => {
          const topic = deadLetterTopic(event.topic);
          const value = deadLetterValue(event, reason, clock.now());
          return publisher.publish(topic, partitionsOf(topic), [{ key: event.key, value }]);
        },
      );
      subscriptions.set(number, subscription);
      try {
        await subscription.join();
      } catch (error) {
        subscriptions.delete(number);
        client.notify(LEAVE, [number]);
        throw error;
      }
      return {
        async close() {
          await subscription.finish();
          subscriptions.delete(number);
          await leave(client, number);
        },
      };
    },
    async lag(group) {
      const lags = await client.call(LAG, [group]);
      return Array.isArray(lags) ? lags.map(([topic, lag]) => ({ topic, lag })) : [];
    },
    async ping() {
      await client.call(PING, []);
    },
    async close() {
      await Promise.all([...subscriptions.values()].map((subscription) => subscription.finish()));
      clearInterval(heartbeat);
      client.close();
    },
  };
}

/** The engine forgets a member whose connection is gone, so a failure to say goodbye is no failure. */
async function leave(client: EngineClient, number: number): Promise<void> {
  try {
    await client.call(LEAVE, [number]);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
  }
}

function declarationsOf(topic: TopicSpec): [name: string, partitions: number, retention: number][] {
  const { name, partitions, retentionMs } = topic;
  if (!/^[A-Za-z0-9._-]{1,100}$/.test(name)) {
    throw new StoreError(
      'invalid',
      `topic name ${JSON.stringify(name)}; allowed: A-Z a-z 0-9 . _ -`,
    );
  }
  if (!(Number.isInteger(partitions) && partitions >= 1 && partitions <= MAX_PARTITIONS)) {
    throw new StoreError(
      'invalid',
      `${name}: ${partitions} partitions; allowed: 1 to ${MAX_PARTITIONS}`,
    );
  }
  if (!(Number.isInteger(retentionMs) && retentionMs >= 1)) {
    throw new StoreError('invalid', `${name}: retentionMs is ${retentionMs}; allowed: 1 and more`);
  }
  return [
    [name, partitions, retentionMs],
    [deadLetterTopic(name), 1, retentionMs],
  ];
}
