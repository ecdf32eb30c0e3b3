import { afterAll, beforeAll, describe, test } from 'vitest';
import { type KafkaServers, kafkaMissing, startKafka } from '../../test/engines/kafka.ts';
import { connectKafkaEvents } from './events.ts';
import { kafkaContract } from './testing/contract.ts';
import { createKafkaTopics } from './topics.ts';

const reason = kafkaMissing();

describe.skipIf(reason !== undefined)(`on Apache Kafka${reason ? ` (${reason})` : ''}`, () => {
  let kafka: KafkaServers;
  beforeAll(async () => {
    kafka = await startKafka({ sessionTimeoutMs: 5_000 });
  });
  afterAll(() => kafka?.stop());

  kafkaContract('Kafka, one broker', 1, () => kafka);

  test('lets every process of a region create the topics at once', async () => {
    const topics = Array.from({ length: 4 }, (_, at) => ({
      name: `at-once.${at}`,
      partitions: 12,
      retentionMs: 3_600_000,
    }));
    const starting = async () => {
      const options = { brokers: kafka.addresses, topics };
      await createKafkaTopics({
        ...options,
        replicationFactor: 1,
        minInSyncReplicas: 1,
        maxMessageBytes: 1024 * 1024,
      });
      const events = connectKafkaEvents(options);
      await events.ping();
      await events.close();
    };
    await Promise.all(Array.from({ length: 8 }, starting));
  });
});
