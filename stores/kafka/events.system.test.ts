import { afterAll, beforeAll, describe } from 'vitest';
import { type KafkaServers, kafkaMissing, startKafka } from '../../test/engines/kafka.ts';
import { eventsContract } from '../contract/events.ts';
import type { Events } from '../ports/events.ts';
import { KafkaEvents } from './events.ts';
import { createKafkaTopics } from './topics.ts';

const reason = kafkaMissing();

describe.skipIf(reason !== undefined)(`on Apache Kafka${reason ? ` (${reason})` : ''}`, () => {
  let kafka: KafkaServers;
  beforeAll(async () => {
    kafka = await startKafka();
  });
  afterAll(() => kafka?.stop());

  eventsContract('Kafka, one broker', async () => {
    const clients = new Map<Events, KafkaEvents>();
    return {
      async connect(topics) {
        const options = { brokers: kafka.addresses, topics };
        await createKafkaTopics({
          ...options,
          replicationFactor: 1,
          minInSyncReplicas: 1,
          maxMessageBytes: 1024 * 1024,
        });
        const client = new KafkaEvents(options);
        clients.set(client, client);
        return client;
      },
      kill: async (client) => clients.get(client)?.abandon(),
      close: () => Promise.resolve(),
    };
  });
});
