import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type KafkaServers, kafkaMissing, startKafka } from '../../test/engines/kafka.ts';
import { eventually } from '../contract/adapter.ts';
import { collector, lagOf, options } from '../contract/consumption.ts';
import { isStoreError } from '../ports/errors.ts';
import type { Events, ReceivedEvent, TopicSpec } from '../ports/events.ts';
import { KafkaEvents } from './events.ts';
import { kafkaContract } from './testing/contract.ts';
import { leastInSync, whoLeads } from './testing/quorum.ts';
import { createKafkaTopics } from './topics.ts';

const reason = kafkaMissing();
const KEYS = 8;
const LIMIT_MS = 300_000;

describe.skipIf(reason !== undefined)(`three brokers${reason ? ` (${reason})` : ''}`, () => {
  let kafka: KafkaServers;
  const clients: KafkaEvents[] = [];
  let topics = 0;

  beforeAll(async () => {
    kafka = await startKafka({ nodes: 3, sessionTimeoutMs: 5_000 });
  }, LIMIT_MS);
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.abandon()));
    await kafka?.stop();
  });

  kafkaContract('Kafka, three brokers', 3, () => kafka);

  async function topicOf(partitions: number): Promise<TopicSpec> {
    topics += 1;
    const spec = { name: `faults.${topics}`, partitions, retentionMs: 3_600_000 };
    await createKafkaTopics({
      brokers: kafka.addresses,
      topics: [spec],
      retryForMs: 60_000,
      replicationFactor: 3,
      minInSyncReplicas: 2,
      maxMessageBytes: 1024 * 1024,
    });
    return spec;
  }
  function connect(spec: TopicSpec): KafkaEvents {
    const client = new KafkaEvents({
      brokers: kafka.addresses,
      topics: [spec],
      retryForMs: 60_000,
    });
    clients.push(client);
    return client;
  }

  test(
    'loses nothing that was acknowledged when a broker dies, and then the controller',
    async () => {
      const spec = await topicOf(6);
      const [publisher, ...consumers] = [connect(spec), connect(spec), connect(spec)];
      const received: ReceivedEvent[] = [];
      for (const consumer of consumers) {
        const handle = async (batch: readonly ReceivedEvent[]): Promise<void> => {
          received.push(...batch);
        };
        await consumer.subscribe(options(spec, handle, { group: 'survivors' }));
      }
      const traffic = startTraffic(publisher, spec);
      await eventually('traffic', () => received.length > 200);

      const controller = await whoLeads(kafka.addresses);
      const [victim] = kafka.brokers.filter(({ id }) => id !== controller);
      await victim?.stop('SIGKILL');
      await traffic.more(400);
      await victim?.start();
      await traffic.more(400);
      await eventuallyLong('three copies again', async () => {
        const copies = await leastInSync(kafka.addresses, spec.name).catch(() => 0);
        return copies === 3;
      });
      const next = await whoLeads(kafka.addresses);
      const dying = kafka.brokers.find(({ id }) => id === next);
      await dying?.stop('SIGKILL');
      await traffic.more(400);
      await dying?.start();
      await traffic.end();

      const values = new Set<string>();
      await eventuallyLong('everything is delivered', () => {
        for (const { value } of received.splice(0)) values.add(value);
        return traffic.acknowledged.every((value) => values.has(value));
      });
      expect(traffic.refused).toEqual([]);
      expect(traffic.acknowledged.length).toBeGreaterThan(1_200);
      await eventuallyLong(
        'all is committed',
        async () => (await lagOf(publisher, 'survivors')) === 0,
      );
      await expectStoredOnceInOrder(connect(spec), spec, traffic.acknowledged);
    },
    LIMIT_MS,
  );

  test(
    'refuses to acknowledge what only one broker has, and stores it when another is back',
    async () => {
      const spec = await topicOf(1);
      const client = connect(spec);
      await client.publish(spec.name, [{ key: 'k', value: '"before"' }]);
      const [first, second] = kafka.brokers;
      await Promise.all([first?.stop('SIGKILL'), second?.stop('SIGKILL')]);
      const impatient = new KafkaEvents({
        brokers: kafka.addresses,
        topics: [spec],
        retryForMs: 1_000,
      });
      clients.push(impatient);
      const refusal = await impatient
        .publish(spec.name, [{ key: 'k', value: '"lonely"' }])
        .catch((error: unknown) => error);
      expect(isStoreError(refusal, 'unavailable')).toBe(true);
      const patient = client.publish(spec.name, [{ key: 'k', value: '"patient"' }]);
      await Promise.all([first?.start(), second?.start()]);
      await patient;
      const found = collector();
      await client.subscribe(options(spec, found.handle, { group: 'reader' }));
      await eventuallyLong('what was acknowledged', () =>
        found.events.some(({ value }) => value === '"patient"'),
      );
    },
    LIMIT_MS,
  );
});

interface Traffic {
  readonly acknowledged: string[];
  readonly refused: unknown[];
  /** Resolves when so many more are acknowledged. */
  more(count: number): Promise<void>;
  end(): Promise<void>;
}

/** Each key publishes one event after the other, so that their order can be checked. */
function startTraffic(publisher: Events, spec: TopicSpec): Traffic {
  const acknowledged: string[] = [];
  const refused: unknown[] = [];
  let ended = false;
  const publishAll = async (key: string): Promise<void> => {
    for (let n = 0; !ended; n += 1) {
      const value = `${key}:${n}`;
      try {
        await publisher.publish(spec.name, [{ key, value }]);
        acknowledged.push(value);
      } catch (error) {
        refused.push(error);
        return;
      }
    }
  };
  const work = Promise.all(Array.from({ length: KEYS }, (_, at) => publishAll(`k${at}`)));
  return {
    acknowledged,
    refused,
    async more(count) {
      const target = acknowledged.length + count;
      await eventuallyLong(`${count} more`, () => {
        if (refused.length > 0) throw new Error(String(refused[0]));
        return acknowledged.length >= target;
      });
    },
    async end() {
      ended = true;
      await work;
    },
  };
}

/** Reads the log from its beginning: sent again after a lost answer, an event is stored once. */
async function expectStoredOnceInOrder(
  client: Events,
  spec: TopicSpec,
  acknowledged: readonly string[],
): Promise<void> {
  const all = collector();
  await client.subscribe(options(spec, all.handle, { group: 'auditor' }));
  await eventuallyLong('the whole log', () => all.events.length >= acknowledged.length);
  const byKey = new Map<string, string[]>();
  for (const { key, value } of all.events) byKey.set(key, [...(byKey.get(key) ?? []), value]);
  for (const [key, values] of byKey) {
    expect(values).toEqual(values.map((_, n) => `${key}:${n}`));
  }
  expect(all.events).toHaveLength(acknowledged.length);
}

/** An election and a restart of a broker take their time. */
async function eventuallyLong(
  what: string,
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  const giveUpAt = performance.now() + 60_000;
  while (!(await holds())) {
    if (performance.now() > giveUpAt) throw new Error(`did not come true in 60 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
