import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type KafkaServers, kafkaMissing, startKafka } from '../../test/engines/kafka.ts';
import { deadLetterTopic } from '../consumer.ts';
import { eventually } from '../contract/adapter.ts';
import { collector, ignore, lagOf, options } from '../contract/consumption.ts';
import { isStoreError } from '../ports/errors.ts';
import type { Events, ReceivedEvent, TopicSpec } from '../ports/events.ts';
import { connectKafkaEvents } from './events.ts';
import { removeRecords, removeTopic } from './testing/foreign-admin.ts';
import { writeAsStranger } from './testing/foreign-producer.ts';
import { createKafkaTopics } from './topics.ts';

const reason = kafkaMissing();
const MEGABYTE = 1024 * 1024;

describe.skipIf(reason !== undefined)(`Kafka and bad input${reason ? ` (${reason})` : ''}`, () => {
  let kafka: KafkaServers;
  const clients: Events[] = [];
  let topics = 0;

  beforeAll(async () => {
    kafka = await startKafka();
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
  });
  afterAll(() => kafka?.stop());

  function connect(
    topic: TopicSpec,
    more: { retryForMs?: number; variable?: string } = {},
  ): Events {
    const client = connectKafkaEvents({ brokers: kafka.addresses, topics: [topic], ...more });
    clients.push(client);
    return client;
  }
  async function topicOf(partitions: number, maxMessageBytes = MEGABYTE): Promise<TopicSpec> {
    topics += 1;
    const spec = { name: `poison.${topics}`, partitions, retentionMs: 3_600_000 };
    await createKafkaTopics({
      brokers: kafka.addresses,
      topics: [spec],
      replicationFactor: 1,
      minInSyncReplicas: 1,
      maxMessageBytes,
    });
    return spec;
  }
  async function failureOf(work: Promise<unknown>): Promise<unknown> {
    return work.then(
      () => 'no failure',
      (error: unknown) => error,
    );
  }

  test('a topic that is missing gives one line that names the variable and the topic', async () => {
    const spec = { name: 'nobody.made.it', partitions: 3, retentionMs: 1_000 };
    const client = connect(spec, { variable: 'TANDEM_KAFKA_BROKERS_US_WEST_2' });
    for (const work of [
      () => client.ping(),
      () => client.publish(spec.name, [{ key: 'k', value: '1' }]),
      () => client.subscribe(options(spec, ignore)),
    ]) {
      const failure = await failureOf(work());
      expect(isStoreError(failure, 'invalid') && failure.message).toMatch(
        /^events: TANDEM_KAFKA_BROKERS_US_WEST_2: topics: nobody\.made\.it is missing \(3 partitions\), nobody\.made\.it\.dead-letter is missing \(1 partitions\): create .*$/,
      );
    }
  });

  test('a topic with too few partitions gives one line, until somebody extends it', async () => {
    const spec = await topicOf(2);
    const client = connect({ ...spec, partitions: 5 });
    const failure = await failureOf(client.ping());
    expect(String(failure)).toContain(`${spec.name} has 2 of 5 partitions`);
    await connect(spec).ping();
  });

  test('poison goes aside with its reason, and what is around it takes effect', async () => {
    const spec = await topicOf(1, 4 * MEGABYTE);
    const client = connect(spec);
    const good = JSON.stringify({ version: 1, n: 1 });
    const large = JSON.stringify({ version: 1, text: 'x'.repeat(2 * MEGABYTE) });
    await client.publish(spec.name, [{ key: 'a', value: good }]);
    const write = (value: string) =>
      writeAsStranger(kafka.addresses, [{ topic: spec.name, key: 'a', value }]);
    await write('{"version":1,');
    await write('{"version":2}');
    await write(large);
    await writeAsStranger(kafka.addresses, [{ topic: spec.name, value: good }], 'gzip');
    await client.publish(spec.name, [{ key: 'a', value: good }]);

    const [taken, letters] = [[] as ReceivedEvent[], collector()];
    const handle = async (batch: readonly ReceivedEvent[]): Promise<void> => {
      for (const event of batch) {
        const { version, text } = JSON.parse(event.value);
        if (version !== 1) throw new Error(`schema version ${version}`);
        if (text !== undefined) throw new Error('a field that nobody knows');
      }
      taken.push(...batch);
    };
    await client.subscribe(options(spec, handle, { maxAttempts: 2, retryDelayMs: 1 }));
    const letterTopic = { ...spec, name: deadLetterTopic(spec.name) };
    await client.subscribe(options(letterTopic, letters.handle, { group: 'undertaker' }));
    await eventually('three letters', () => letters.events.length === 3);
    await eventually('no lag', async () => (await lagOf(client, 'group')) === 0);
    expect(new Set(taken.map(({ offset }) => offset))).toEqual(new Set([0, 4, 5]));
    const found = letters.events.map(({ value }) => JSON.parse(value));
    expect(found.map(({ offset }) => offset)).toEqual([1, 2, 3]);
    expect(found[0].reason).toMatch(/JSON/);
    expect(found[1].reason).toBe('schema version 2');
    expect(found[2]).toMatchObject({ reason: 'a field that nobody knows', key: 'a' });
    expect(found[2].cutFromBytes).toBe(Buffer.byteLength(large));
  });

  test('a value that no log takes is refused before it is sent, or when the broker says so', async () => {
    const spec = await topicOf(1, 2_000);
    const client = connect(spec);
    for (const size of [2 * MEGABYTE, 10_000]) {
      const failure = await failureOf(
        client.publish(spec.name, [{ key: 'k', value: 'x'.repeat(size) }]),
      );
      expect(isStoreError(failure, 'invalid')).toBe(true);
    }
    await client.publish(spec.name, [{ key: 'k', value: '1' }]);
  });

  test('what retention took before it was read is told once, and the rest is read', async () => {
    const spec = await topicOf(1);
    const client = connect(spec);
    const publish = async (numbers: readonly number[]): Promise<void> => {
      for (const n of numbers) await client.publish(spec.name, [{ key: 'k', value: String(n) }]);
    };
    await publish([0, 1]);
    const first = await client.subscribe(options(spec, ignore));
    await eventually('no lag', async () => (await lagOf(client, 'group')) === 0);
    await first.close();
    await publish([2, 3, 4, 5]);
    await removeRecords(kafka.addresses, spec, 4);

    const [taken, told] = [collector(), [] as string[]];
    const onError = (error: unknown): void => void told.push(String(error));
    await client.subscribe(options(spec, taken.handle, { onError }));
    await eventually('the rest', () => taken.events.length === 2);
    expect(taken.events.map(({ value }) => value)).toEqual(['4', '5']);
    expect(told).toEqual([`Error: ${spec.name}/0: retention removed 2 to 3 before it was read`]);
    await eventually('no lag', async () => (await lagOf(client, 'group')) === 0);
  });

  test('a topic that was made anew is read from its beginning', async () => {
    const spec = await topicOf(1);
    const client = connect(spec);
    const [taken, told] = [collector(), [] as string[]];
    const onError = (error: unknown): void => void told.push(String(error));
    await client.subscribe(options(spec, taken.handle, { onError }));
    const many = Array.from({ length: 50 }, (_, n) => ({ key: 'k', value: String(n) }));
    await client.publish(spec.name, many);
    await eventually('the old events', () => taken.events.length === 50);
    await removeTopic(kafka.addresses, spec);
    topics -= 1;
    expect(await topicOf(1)).toEqual(spec);
    await connect(spec).publish(spec.name, [{ key: 'k', value: 'new' }]);
    await eventually('the new event', () => taken.events.length > 50);
    expect(taken.events.at(-1)?.value).toBe('new');
    expect(told.join()).toMatch(new RegExp(`${spec.name}/0: .* made anew`));
    await eventually('no lag', async () => (await lagOf(client, 'group')) === 0);
  });

  test('brokers that are away give one line in bounded time', async () => {
    const away = connectKafkaEvents({
      brokers: ['127.0.0.1:1'],
      topics: [{ name: 'a', partitions: 1, retentionMs: 1 }],
      retryForMs: 300,
    });
    const failure = await failureOf(away.publish('a', [{ key: 'k', value: '1' }]));
    expect(isStoreError(failure, 'unavailable') && failure.message).toBe(
      'events: TANDEM_KAFKA_BROKERS: unavailable for 300 ms: metadata: ECONNREFUSED',
    );
    await away.close();
  });
});
