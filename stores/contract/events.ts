import { afterAll, beforeAll, describe, expect } from 'vitest';
import { isStoreError } from '../ports/errors.ts';
import type { Events, ReceivedEvent, TopicSpec } from '../ports/events.ts';
import { contractTest, eventually, type Unsupported } from './adapter.ts';
import {
  collector,
  expectOrderByKey,
  ignore,
  lagOf,
  options,
  publishNumbered,
} from './consumption.ts';
import { failureContract } from './event-failures.ts';

export interface EventsAdapter {
  /** Another client of the same region's log, as another process would be, declaring these topics. */
  connect(topics: readonly TopicSpec[]): Promise<Events>;
  /** Cuts a client off as kill -9 of its process does: nothing in flight is committed, no goodbye. */
  kill(client: Events): Promise<void>;
  close(): Promise<void>;
}

const PARTITIONS = 6;

/** The semantics that every events adapter has. */
export function eventsContract(
  name: string,
  makeAdapter: () => Promise<EventsAdapter>,
  unsupported?: Unsupported,
): void {
  describe(`events contract: ${name}`, () => {
    let adapter: EventsAdapter;
    let topics = 0;
    const clients: Events[] = [];

    beforeAll(async () => {
      adapter = await makeAdapter();
    });
    afterAll(async () => {
      await Promise.all(clients.map((client) => client.close()));
      await adapter?.close();
    });

    const it = contractTest.bind(undefined, unsupported);
    function topic(): TopicSpec {
      topics += 1;
      return { name: `contract.${topics}`, partitions: PARTITIONS, retentionMs: 3_600_000 };
    }
    async function connect(...specs: TopicSpec[]): Promise<Events> {
      const client = await adapter.connect(specs);
      clients.push(client);
      return client;
    }

    it('delivers what was published, with key, value, place and time', async () => {
      const spec = topic();
      const log = await connect(spec);
      await log.ping();
      const collected = collector();
      await log.subscribe(options(spec, collected.handle));
      const before = Date.now();
      await log.publish(spec.name, [{ key: 'é', value: '{"text":"漢 😀"}' }]);
      await eventually('delivery', () => collected.events.length === 1);
      const [event] = collected.events;
      expect(event).toMatchObject({ topic: spec.name, key: 'é', value: '{"text":"漢 😀"}' });
      expect(event?.offset).toBe(0);
      expect(event?.publishedAt).toBeGreaterThanOrEqual(before - 1_000);
    });

    it('keeps the order of each key and gives consecutive offsets', async () => {
      const spec = topic();
      const log = await connect(spec);
      const collected = collector();
      await log.subscribe(options(spec, collected.handle, { maxBatch: 7, concurrency: 3 }));
      await publishNumbered(log, spec, 20, 25);
      await eventually('delivery', () => collected.events.length === 500);
      expectOrderByKey(collected.events);
      const next = new Map<number, number>();
      for (const { partition, offset } of collected.events) {
        expect(offset).toBe(next.get(partition) ?? 0);
        next.set(partition, offset + 1);
      }
      expect(next.size).toBeGreaterThan(1);
    });

    it('hands over batches of one partition, of bounded size and number at once', async () => {
      const spec = topic();
      const log = await connect(spec);
      await publishNumbered(log, spec, 30, 10);
      const running = new Set<number>();
      let most = 0;
      let seen = 0;
      await log.subscribe(
        options(
          spec,
          async (batch) => {
            const partitions = new Set(batch.map(({ partition }) => partition));
            expect(partitions.size).toBe(1);
            expect(batch.length).toBeLessThanOrEqual(4);
            const partition = batch[0]?.partition ?? -1;
            expect(running.has(partition)).toBe(false);
            running.add(partition);
            most = Math.max(most, running.size);
            await new Promise((resolve) => setTimeout(resolve, 1));
            running.delete(partition);
            seen += batch.length;
          },
          { maxBatch: 4, concurrency: 2 },
        ),
      );
      await eventually('delivery', () => seen === 300);
      expect(most).toBe(2);
    });

    it('starts a new group at the beginning and lets groups not disturb each other', async () => {
      const spec = topic();
      const log = await connect(spec);
      await publishNumbered(log, spec, 5, 2);
      const [one, two] = [collector(), collector()];
      await log.subscribe(options(spec, one.handle, { group: 'one' }));
      await log.subscribe(options(spec, two.handle, { group: 'two' }));
      await eventually('both', () => one.events.length === 10 && two.events.length === 10);
    });

    it('goes on where the group had committed', async () => {
      const spec = topic();
      const log = await connect(spec);
      await publishNumbered(log, spec, 5, 4);
      const before = collector();
      const first = await log.subscribe(options(spec, before.handle));
      await eventually('the first half', () => before.events.length === 20);
      await first.close();
      await publishNumbered(log, spec, 5, 1);
      const after = collector();
      const other = await connect(spec);
      await other.subscribe(options(spec, after.handle));
      await eventually('the second half', () => after.events.length === 5);
      expect(after.events.map(({ key }) => key).sort()).toEqual(['k0', 'k1', 'k2', 'k3', 'k4']);
    });

    it('counts what the group has not committed, also while nobody consumes', async () => {
      const spec = topic();
      const log = await connect(spec);
      expect(await log.lag('nobody')).toEqual([]);
      const collected = collector();
      const subscription = await log.subscribe(options(spec, collected.handle, { group: 'lag' }));
      await publishNumbered(log, spec, 5, 4);
      await eventually('no lag', async () => (await lagOf(log, 'lag')) === 0);
      await subscription.close();
      await publishNumbered(log, spec, 5, 2);
      expect(await log.lag('lag')).toEqual([{ topic: spec.name, lag: 10 }]);
    });

    it('shares the partitions among the members of a group', async () => {
      const spec = topic();
      const [logs, collected] = [await members(spec, 3), [collector(), collector(), collector()]];
      await Promise.all(
        logs.map((log, at) => log.subscribe(options(spec, collected[at]?.handle ?? ignore))),
      );
      await eventually('each has a share', async () => {
        await publishNumbered(logs[0], spec, 60, 1);
        return collected.every(({ events }) => events.length > 0);
      });
      await eventually('no lag', async () => (await lagOf(logs[0], 'group')) === 0);
      const delivered = collected.map(({ events }) => new Set(events.map(({ value }) => value)));
      const total = delivered.reduce((sum, values) => sum + values.size, 0);
      expect(total).toBe(new Set(delivered.flatMap((values) => [...values])).size);
    });

    it('moves partitions between members without loss, repetition or disorder', async () => {
      const spec = topic();
      const logs = await members(spec, 3);
      const collected = collector();
      const slow = async (batch: readonly ReceivedEvent[]): Promise<void> => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        await collected.handle(batch);
      };
      const first = await logs[0]?.subscribe(options(spec, slow, { maxBatch: 5 }));
      let published = 0;
      const publish = async (): Promise<void> => {
        await publishNumbered(logs[0], spec, 30, 5, published / 30);
        published += 150;
      };
      await publish();
      const second = await logs[1]?.subscribe(options(spec, slow, { maxBatch: 5 }));
      await publish();
      await logs[2]?.subscribe(options(spec, slow, { maxBatch: 5 }));
      await publish();
      await first?.close();
      await publish();
      await second?.close();
      await eventually('delivery', () => collected.events.length >= published);
      await eventually('no lag', async () => (await lagOf(logs[0], 'group')) === 0);
      expect(collected.events).toHaveLength(published);
      expectOrderByKey(collected.events);
    });

    it('delivers to others what a member that died had not committed', async () => {
      const spec = topic();
      const [doomed, survivor] = await members(spec, 2);
      await publishNumbered(survivor, spec, 20, 2);
      let taken = 0;
      let end = (): void => undefined;
      const stuck = new Promise<void>((resolve) => {
        end = resolve;
      });
      await doomed?.subscribe(
        options(spec, async (batch) => {
          taken += batch.length;
          await stuck;
        }),
      );
      await eventually('the first member has work', () => taken > 0);
      const collected = collector();
      await survivor?.subscribe(options(spec, collected.handle));
      if (doomed) await adapter.kill(doomed);
      await eventually('redelivery', () => collected.events.length === 40);
      end();
      expectOrderByKey(collected.events);
    });

    failureContract(it, topic, connect);

    it('finishes and commits what is in flight when a subscription closes', async () => {
      const spec = topic();
      const log = await connect(spec);
      let finish = (): void => undefined;
      const gate = new Promise<void>((resolve) => {
        finish = resolve;
      });
      let started = false;
      const subscription = await log.subscribe(
        options(spec, async () => {
          started = true;
          await gate;
        }),
      );
      await log.publish(spec.name, [{ key: 'k', value: '1' }]);
      await eventually('the batch has begun', () => started);
      const closed = subscription.close();
      finish();
      await closed;
      expect(await lagOf(log, 'group')).toBe(0);
    });

    it('refuses a topic that was not declared and a value that is too large', async () => {
      const spec = topic();
      const log = await connect(spec);
      const large = 'x'.repeat(2 * 1024 * 1024);
      for (const work of [
        log.publish('absent', [{ key: 'k', value: '1' }]),
        log.subscribe({ ...options(spec, ignore), topics: ['absent'] }),
        log.publish(spec.name, [{ key: 'k', value: large }]),
      ]) {
        const failure = await work.catch((error: unknown) => error);
        expect(isStoreError(failure, 'invalid')).toBe(true);
      }
    });

    it('rejects with closed after it was closed', async () => {
      const spec = topic();
      const log = await connect(spec);
      await log.close();
      const failure = await log.ping().catch((error: unknown) => error);
      expect(isStoreError(failure, 'closed')).toBe(true);
    });

    async function members(spec: TopicSpec, count: number): Promise<Events[]> {
      return Promise.all(Array.from({ length: count }, () => connect(spec)));
    }
  });
}
