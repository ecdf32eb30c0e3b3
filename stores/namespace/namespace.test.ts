import { describe, expect, it } from 'vitest';
import type { Cache } from '../ports/cache.ts';
import type { Events, ReceivedEvent, SubscribeOptions } from '../ports/events.ts';
import { namespacedCache } from './cache.ts';
import { namespacedEvents, namespacedTopics } from './events.ts';

const event = (topic: string): ReceivedEvent => ({
  topic,
  partition: 0,
  offset: 0,
  key: 'k',
  value: '{}',
  publishedAt: 0,
});

describe('a namespace', () => {
  it('is before every key of the cache', async () => {
    const keys: string[] = [];
    const note = (key: string) => {
      keys.push(key);
      return Promise.resolve();
    };
    const cache: Cache = {
      get: async (key) => {
        await note(key);
        return undefined;
      },
      set: note,
      delete: note,
      getFields: async (key) => {
        await note(key);
        return {};
      },
      setField: note,
      deleteField: note,
      increment: async (key) => {
        await note(key);
        return 1;
      },
      ping: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
    const own = namespacedCache(cache, 'drill-1');
    await own.get('a');
    await own.set('b', 'x', 1);
    await own.delete('c');
    await own.getFields('d');
    await own.setField('e', 'f', 'x', 1);
    await own.deleteField('g', 'f');
    await own.increment('h', 1, 1);
    expect(keys).toEqual(['a', 'b', 'c', 'd', 'e', 'g', 'h'].map((key) => `drill-1:${key}`));
  });

  it('is before every topic and group, and hidden from whoever consumes', async () => {
    const published: string[] = [];
    let subscribed: SubscribeOptions | undefined;
    const log: Events = {
      publish: async (topic) => {
        published.push(topic);
      },
      subscribe: async (options) => {
        subscribed = options;
        return { close: () => Promise.resolve() };
      },
      lag: async (group) => [{ topic: `ns.of ${group}`, lag: 3 }],
      ping: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
    const own = namespacedEvents(log, 'ns');
    const handled: string[] = [];
    const failed: string[] = [];
    await own.publish('trail', []);
    await own.subscribe({
      group: 'audit',
      topics: ['trail'],
      maxBatch: 1,
      concurrency: 1,
      handle: async (batch) => {
        handled.push(...batch.map(({ topic }) => topic));
      },
      onError: (_, batch) => failed.push(...batch.map(({ topic }) => topic)),
    });
    await subscribed?.handle([event('ns.trail')]);
    subscribed?.onError?.(new Error('x'), [event('ns.trail')]);
    expect([published, subscribed?.group, subscribed?.topics]).toEqual([
      ['ns.trail'],
      'ns.audit',
      ['ns.trail'],
    ]);
    expect([handled, failed]).toEqual([['trail'], ['trail']]);
    expect(await own.lag('audit')).toEqual([{ topic: 'of ns.audit', lag: 3 }]);
    const spec = { name: 'trail', partitions: 1, retentionMs: 1 };
    expect(namespacedTopics('ns', [spec])).toEqual([{ ...spec, name: 'ns.trail' }]);
  });
});
