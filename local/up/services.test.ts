import { topologyFor } from '@tandem/topology';
import { describe, expect, it } from 'vitest';
import { describeServices, hasOwnDocuments, hasOwnEngine, servicesOf } from './services.ts';

const topology = topologyFor('fast');
const servers = {
  TANDEM_MONGODB_URL_US_EAST_1: 'mongodb://127.0.0.1:1/tandem',
  TANDEM_MONGODB_URL_US_WEST_2: 'mongodb://127.0.0.1:2/tandem',
  TANDEM_REDIS_URL_US_EAST_1: 'redis://:fictional@127.0.0.1:3',
  TANDEM_REDIS_URL_US_WEST_2: 'redis://127.0.0.1:4',
};

describe('the services of the local system', () => {
  it('are the embedded engines when no variable is set', () => {
    const services = servicesOf(topology, {});
    expect(hasOwnDocuments(services)).toBe(true);
    expect(hasOwnEngine(services, 'us-east-1')).toBe(true);
    const lines = describeServices(services, '/data').map(({ engine }) => engine);
    expect(lines.slice(0, 3)).toEqual(Array(3).fill('embedded, /data'));
  });

  it('keep an embedded engine for the events where only the cache is real', () => {
    const services = servicesOf(topology, servers);
    expect(hasOwnDocuments(services)).toBe(false);
    expect(hasOwnEngine(services, 'us-west-2')).toBe(true);
    const kafka = { TANDEM_KAFKA_BROKERS: '127.0.0.1:9092' };
    expect(hasOwnEngine(servicesOf(topology, { ...servers, ...kafka }), 'us-west-2')).toBe(false);
  });

  it('reach documents from outside as the active region does, unless a general variable says how', () => {
    expect(servicesOf(topology, servers).outside.mongodb?.url).toBe('mongodb://127.0.0.1:1/tandem');
    const general = { ...servers, TANDEM_MONGODB_URL: 'mongodb://127.0.0.1:5/tandem' };
    expect(servicesOf(topology, general).outside.mongodb?.url).toBe('mongodb://127.0.0.1:5/tandem');
  });

  it('are told with what each region has of its own, and without passwords', () => {
    const [, cache] = describeServices(servicesOf(topology, servers), '/data');
    expect(cache).toEqual({
      port: 'cache',
      engine: 'us-east-1: Redis redis://…@127.0.0.1:3; us-west-2: Redis redis://127.0.0.1:4',
    });
  });
});
