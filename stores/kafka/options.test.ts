import { describe, expect, test } from 'vitest';
import { connectKafkaEvents } from './events.ts';
import { parseBrokers } from './options.ts';

describe('brokers', () => {
  test('are host:port, of names and of addresses', () => {
    expect(parseBrokers(['kafka-0.kafka:9093', '[::1]:1', '127.0.0.1:65535'])).toEqual([
      { host: 'kafka-0.kafka', port: 9093 },
      { host: '::1', port: 1 },
      { host: '127.0.0.1', port: 65_535 },
    ]);
  });

  test.each(['kafka', 'kafka:', 'kafka:0', 'kafka:65536', 'ka fka:1', 'kafka://a:1'])(
    'are not %s',
    (broker) => {
      expect(() => parseBrokers([broker], 'TANDEM_KAFKA_BROKERS_US_EAST_1')).toThrow(
        /^TANDEM_KAFKA_BROKERS_US_EAST_1: ".*" is not a broker\. Allowed: host:port/,
      );
    },
  );

  test('must be named, before anything is connected', () => {
    expect(() => connectKafkaEvents({ brokers: [], topics: [] })).toThrow('no broker');
  });
});
