import { openEvents, readServices } from '@tandem/runtime';
import type { Events } from '@tandem/stores';
import { topologyFor } from '@tandem/topology';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type KafkaServers, kafkaMissing, startKafka } from '../../test/engines/kafka.ts';
import { redrive, showDeadLetters } from './events.run.ts';

const reason = kafkaMissing();
const region = 'us-east-1';
const topic = 'transaction-decided';

describe.skipIf(reason !== undefined)(
  `dead letters on Kafka${reason ? ` (${reason})` : ''}`,
  () => {
    let kafka: KafkaServers;
    let events: Events;

    beforeAll(async () => {
      kafka = await startKafka();
      vi.stubEnv('TANDEM_KAFKA_BROKERS_US_EAST_1', kafka.addresses.join(','));
      vi.stubEnv('TANDEM_KAFKA_CREATE_TOPICS', '1');
      const services = readServices(region, process.env);
      events = await openEvents({ ...services, region, dataDir: '' }, topologyFor('document'));
    });
    afterEach(() => vi.restoreAllMocks());
    afterAll(async () => {
      await events?.close();
      await kafka?.stop();
      vi.unstubAllEnvs();
    });

    async function printed(work: () => Promise<number>): Promise<{ code: number; text: string }> {
      let text = '';
      vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
        text += String(chunk);
        return true;
      });
      const code = await work();
      vi.restoreAllMocks();
      return { code, text };
    }

    test('are listed, re-driven to their topic, and gone', async () => {
      const options = { region };
      expect(await printed(() => showDeadLetters(options))).toEqual({
        code: 0,
        text: 'no dead letters\n',
      });
      const event = { topic, partition: 0, offset: 3, key: 'tx', value: '{}', publishedAt: 1 };
      const letter = { ...event, reason: 'the bank was away', failedAt: 1 };
      await events.publish(`${topic}.dead-letter`, [{ key: 'tx', value: JSON.stringify(letter) }]);
      const listed = await printed(() => showDeadLetters({ ...options, json: true }));
      const [{ topics }] = JSON.parse(listed.text).regions;
      expect(topics).toContainEqual({ topic, waiting: 1, oldest: [letter] });

      const received: string[] = [];
      await events.subscribe({
        group: 'test',
        topics: [topic],
        maxBatch: 10,
        concurrency: 1,
        async handle(batch) {
          received.push(...batch.map(({ key, value }) => key + value));
        },
      });
      expect(await printed(() => redrive([topic], options))).toEqual({
        code: 0,
        text: 'us-east-1: 1 published again\n',
      });
      await vi.waitUntil(() => received.length === 1, { timeout: 20_000 });
      expect(received).toEqual(['tx{}']);
      expect((await printed(() => showDeadLetters(options))).text).toBe('no dead letters\n');
    });

    test('of a topic or region that there is none of are refused with what is allowed', async () => {
      await expect(redrive(['nothing'], { region })).rejects.toThrow(
        'nothing is not a topic; allowed: transaction-accepted',
      );
      await expect(showDeadLetters({ region: 'eu-west-9' })).rejects.toThrow('us-west-2');
    });
  },
);
