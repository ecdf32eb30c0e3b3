import { afterAll, beforeAll, describe } from 'vitest';
import { type KafkaServers, kafkaMissing, startKafka } from '../../test/engines/kafka.ts';
import { kafkaContract } from './testing/contract.ts';

const reason = kafkaMissing();

describe.skipIf(reason !== undefined)(`on Apache Kafka${reason ? ` (${reason})` : ''}`, () => {
  let kafka: KafkaServers;
  beforeAll(async () => {
    kafka = await startKafka({ sessionTimeoutMs: 5_000 });
  });
  afterAll(() => kafka?.stop());

  kafkaContract('Kafka, one broker', 1, () => kafka);
});
