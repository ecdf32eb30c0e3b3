import { randomBytes } from 'node:crypto';
import { connectMongoDocuments, connectRedisCache } from '@tandem/stores';
import { cacheContract, documentsContract } from '@tandem/stores/contract';
import { describe } from 'vitest';
import { kafkaContract } from '../../stores/kafka/testing/contract.ts';
import { BETWEEN_REGIONS } from '../../stores/redis/testing/between-regions.ts';
import { ShiftedTime } from '../../stores/redis/testing/shifted-time.ts';

const { ENGINES_MONGODB_URL, ENGINES_REDIS_URLS, ENGINES_KAFKA_BROKERS } = process.env;

/** The official images need Docker, which not even CI has: nothing here is asked for by it. */
function on(engine: string, given: string | undefined, suite: (given: string) => void): void {
  if (given !== undefined) {
    suite(given);
    return;
  }
  process.stderr.write(`skipped: the official image of ${engine}: npm run test:compose runs it\n`);
  describe.skip(`${engine} (npm run test:compose)`, () => undefined);
}

on('MongoDB', ENGINES_MONGODB_URL, (given) => {
  const url = given.replace('/?', `/contract-${randomBytes(4).toString('hex')}?`);
  documentsContract('MongoDB, a replica set of three', async () => ({
    connect: async () => connectMongoDocuments({ url }),
    close: async () => undefined,
  }));
});

on('Redis', ENGINES_REDIS_URLS, (given) => {
  const [east = '', west = ''] = given.split(' ');
  cacheContract(
    'Redis, two servers',
    async () => {
      const time = new ShiftedTime();
      for (const url of [east, west]) await time.watch(url);
      return {
        connect: async (region) =>
          time.stretch(connectRedisCache({ url: region === 'east' ? east : west })),
        advance: (ms) => time.advance(ms),
        partition: async () => undefined,
        close: async () => time.close(),
      };
    },
    BETWEEN_REGIONS,
  );
});

on('Kafka', ENGINES_KAFKA_BROKERS, (given) => {
  const addresses = given.split(',');
  kafkaContract('Kafka, three brokers', 3, () => ({
    brokers: [],
    addresses,
    stop: async () => undefined,
  }));
});
