import { systemClock } from '@tandem/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConsumerRunner, deadLetterTopic } from './consumer.ts';
import { eventually } from './contract/adapter.ts';
import { ignore, lagOf, options } from './contract/consumption.ts';
import { listDeadLetters, redriveDeadLetters } from './dead-letters.ts';
import { connectEvents } from './embedded/events/client.ts';
import { type RegionEngine, startRegionEngine } from './embedded/region-engine.ts';
import { namespacedEvents, namespacedTopics } from './namespace/events.ts';
import type { Events, ReceivedEvent } from './ports/events.ts';
import { temporaryDirectory } from './testing/temporary.ts';

const TOPICS = ['orders', 'facts'].map((name) => ({ name, partitions: 2, retentionMs: 3_600_000 }));
const NAMES = TOPICS.map(({ name }) => name);
const [ORDERS = TOPICS[0]] = TOPICS;

describe('dead letters', () => {
  const directory = temporaryDirectory();
  let engine: RegionEngine;
  let events: Events;
  let isHealthy = false;
  const done: ReceivedEvent[] = [];

  beforeAll(async () => {
    engine = await startRegionEngine({ dataDir: directory.path, region: 'east' });
    events = connectEvents({ socketPath: engine.socketPath, topics: TOPICS });
    if (!ORDERS) throw new Error('no topic');
    const handle = async (batch: readonly ReceivedEvent[]): Promise<void> => {
      if (!isHealthy) throw new Error('the shop is closed');
      done.push(...batch);
    };
    await events.subscribe(options(ORDERS, handle, { maxAttempts: 1, retryDelayMs: 1 }));
  });
  afterAll(async () => {
    await events.close();
    await engine.close();
    directory.remove();
  });

  test('are none in a log that is well', async () => {
    expect(await listDeadLetters(events, NAMES)).toEqual([
      { topic: 'orders', waiting: 0, oldest: [] },
      { topic: 'facts', waiting: 0, oldest: [] },
    ]);
    expect(await redriveDeadLetters(events, NAMES)).toEqual({ published: 0, skipped: [] });
  });

  test('are counted and shown with their reason, as often as one looks', async () => {
    for (const n of [1, 2, 3]) await events.publish('orders', [{ key: 'k', value: `{"n":${n}}` }]);
    await eventually('three letters', async () => {
      const lags = await events.lag('dead-letters');
      return lags.some(({ topic, lag }) => topic === deadLetterTopic('orders') && lag === 3);
    });
    for (let look = 0; look < 2; look += 1) {
      const [orders, facts] = await listDeadLetters(events, NAMES);
      expect(orders).toMatchObject({ topic: 'orders', waiting: 3 });
      expect(orders?.oldest[0]).toMatchObject({
        topic: 'orders',
        key: 'k',
        value: '{"n":1}',
        reason: 'the shop is closed',
      });
      expect(facts).toEqual({ topic: 'facts', waiting: 0, oldest: [] });
    }
  });

  test('that fail again stay for the next time', async () => {
    expect(await redriveDeadLetters(events, NAMES)).toEqual({ published: 3, skipped: [] });
    await eventually('three letters anew', async () => {
      const [orders] = await listDeadLetters(events, NAMES);
      return orders?.waiting === 3;
    });
    expect(done).toEqual([]);
  });

  test('are counted also where somebody else holds them', async () => {
    const letter = {
      topic: 'facts',
      partition: 0,
      offset: 0,
      key: 'k',
      value: '{}',
      publishedAt: 1,
    };
    const value = JSON.stringify({ ...letter, reason: 'odd', failedAt: 1 });
    await events.publish(deadLetterTopic('facts'), [{ key: 'k', value }]);
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const holder = await events.subscribe({
      ...{ group: 'dead-letters', topics: NAMES.map(deadLetterTopic), maxBatch: 1, concurrency: 2 },
      handle: async () => {
        await released;
        throw new Error('only held');
      },
    });
    const found = await listDeadLetters(events, NAMES, 500);
    expect(found.map(({ waiting }) => waiting)).toEqual([3, 1]);
    expect(found.some(({ oldest }) => oldest.length === 0)).toBe(true);
    const closed = holder.close();
    release();
    await closed;
    expect(await redriveDeadLetters(events, ['facts'])).toEqual({ published: 1, skipped: [] });
  });

  test('of a system that shares the log go back to its own topic', async () => {
    const topics = namespacedTopics('shared', TOPICS);
    const log = connectEvents({ socketPath: engine.socketPath, topics });
    const own = namespacedEvents(log, 'shared');
    const place = { topic: 'shared.facts', partition: 0, offset: 0, publishedAt: 1 };
    const letter = { ...place, key: 'k', value: '{}', reason: 'shop closed', failedAt: 1 };
    await own.publish(deadLetterTopic('facts'), [{ key: 'k', value: JSON.stringify(letter) }]);
    expect(await redriveDeadLetters(own, ['facts'])).toEqual({ published: 1, skipped: [] });
    const back: ReceivedEvent[] = [];
    await own.subscribe({
      ...{ group: 'reader', topics: ['facts'], maxBatch: 1, concurrency: 1 },
      handle: async (batch) => void back.push(...batch),
    });
    await eventually('the event', () => back.length === 1);
    expect(back[0]).toMatchObject({ topic: 'facts', key: 'k', value: '{}' });
    await own.close();
  });

  test('that are re-driven take effect, in order; what cannot be is passed over and named', async () => {
    const letters = deadLetterTopic('orders');
    const cut = { topic: 'orders', partition: 1, offset: 9, key: 'k', value: '{', publishedAt: 1 };
    const rest = { reason: 'large', failedAt: 1, cutFromBytes: 2_000_000 };
    await events.publish(letters, [{ key: 'k', value: 'no letter' }]);
    await events.publish(letters, [{ key: 'k', value: JSON.stringify({ ...cut, ...rest }) }]);
    isHealthy = true;
    const { published, skipped } = await redriveDeadLetters(events, NAMES);
    expect(published).toBe(3);
    expect(skipped).toEqual([expect.stringMatching(/^orders\.dead-letter\/0@\d+$/), 'orders/1@9']);
    await eventually('the effect', () => done.length === 3);
    expect(done.map(({ value }) => value)).toEqual(['{"n":1}', '{"n":2}', '{"n":3}']);
    expect(await lagOf(events, 'dead-letters')).toBe(0);
  });
});

/** A log whose events fail at once: each that is published is a letter again, behind those that wait. */
function hopelessLog(letters: number): Events & { readonly waiting: () => number } {
  const value = (n: number): string =>
    JSON.stringify({
      ...{ topic: 'orders', partition: 0, offset: n, key: `k${n}`, value: '{}', publishedAt: 1 },
      ...{ reason: 'the shop is closed', failedAt: n },
    });
  const log: ReceivedEvent[] = [];
  let [committed, delivered] = [0, 0];
  let runner: ConsumerRunner | undefined;
  const add = (): void => {
    const offset = log.length;
    const place = { topic: deadLetterTopic('orders'), partition: 0, offset, publishedAt: offset };
    log.push({ ...place, key: `k${offset}`, value: value(offset) });
  };
  const deliver = (): void => {
    runner?.deliver(deadLetterTopic('orders'), 0, log.slice(delivered));
    delivered = log.length;
  };
  for (let n = 0; n < letters; n += 1) add();
  return {
    async publish() {
      add();
      deliver();
    },
    async subscribe(options) {
      const commit = (_topic: string, _partition: number, offset: number): void => {
        committed = offset;
      };
      const own = new ConsumerRunner(options, { commit, deadLetter: ignore }, systemClock);
      runner = own;
      runner.assign(deadLetterTopic('orders'), 0);
      delivered = committed;
      deliver();
      return { close: () => own.revokeAll() };
    },
    lag: async () => [{ topic: deadLetterTopic('orders'), lag: log.length - committed }],
    ping: ignore,
    close: ignore,
    waiting: () => log.length - committed,
  };
}

test('letters that fail again while others wait are left, and none is published twice', async () => {
  const log = hopelessLog(501);
  expect((await redriveDeadLetters(log, ['orders'])).published).toBe(501);
  expect(log.waiting()).toBe(501);
});
