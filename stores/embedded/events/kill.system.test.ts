import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../../contract/adapter.ts';
import type { ReceivedEvent } from '../../ports/events.ts';
import { seededRandom } from '../../testing/kill-workload.ts';
import { bundleEngine, killRepeatedly, startEngineProcess } from '../../testing/processes.ts';
import { severable } from '../../testing/severable.ts';
import { temporaryDirectory } from '../../testing/temporary.ts';
import { connectEvents } from './client.ts';

const KILLS = 25;
const SEED = 20_260_102;
const KEYS = 12;
const TOPIC = { name: 'killed', partitions: 5, retentionMs: 3_600_000 };

describe('the region engine under kill -9', () => {
  const directory = temporaryDirectory();
  const socketPath = join(directory.path, 'r.sock');
  let program: string;

  beforeAll(async () => {
    program = await bundleEngine(directory.path);
  });
  afterAll(() => directory.remove());

  test(`loses, doubles and reorders no acknowledged event over ${KILLS} deaths`, async () => {
    const random = seededRandom(SEED);
    const dataDir = join(directory.path, 'region');
    // Small segments and no memory to speak of, so that files are rolled, retained and read again.
    const argument = {
      dataDir,
      socketPath,
      region: 'east',
      segmentBytes: 40_000,
      tailBytes: 5_000,
    };
    const engineGone = killRepeatedly(
      () => startEngineProcess(program, 'region', argument),
      KILLS,
      random,
    );

    const way = await severable(join(directory.path, 'far.sock'), socketPath);
    const publisher = connectEvents({ socketPath, topics: [TOPIC], retryForMs: 60_000 });
    const consumers = [socketPath, way.socketPath].map((path) =>
      connectEvents({ socketPath: path, topics: [TOPIC], retryForMs: 60_000 }),
    );
    const received: ReceivedEvent[] = [];
    for (const consumer of consumers) {
      await consumer.subscribe({
        group: 'g',
        topics: [TOPIC.name],
        maxBatch: 10,
        concurrency: 3,
        async handle(batch) {
          await new Promise((resolve) => setImmediate(resolve));
          received.push(...batch);
        },
      });
    }

    let stop = false;
    const acknowledged: string[] = [];
    const publishAll = async (key: string): Promise<void> => {
      for (let number = 0; !stop; number += 2) {
        const pair = [number, number + 1].map((n) => ({ key, value: `${key}:${n}` }));
        await Promise.all(pair.map((message) => publisher.publish(TOPIC.name, [message])));
        acknowledged.push(...pair.map(({ value }) => value));
      }
    };
    const interruptions = setInterval(() => way.interrupt(), 150);
    const work = Array.from({ length: KEYS }, (_, at) => publishAll(`k${at}`));
    const engine = await engineGone;
    stop = true;
    await Promise.all(work);
    clearInterval(interruptions);

    const values = new Set<string>();
    await eventually('all were delivered', async () => {
      for (const { value } of received) values.add(value);
      const [lag] = await publisher.lag('g');
      return lag?.lag === 0 && acknowledged.every((value) => values.has(value));
    });
    expect(acknowledged.length).toBeGreaterThan(KILLS * KEYS);

    const places = new Map<string, string>();
    const byPlace = new Map<string, ReceivedEvent[]>();
    for (const event of received) {
      const place = `${event.partition}/${event.offset}`;
      // Delivered again, an event is the same one; published again after a lost answer, it is stored once.
      expect(places.get(event.value) ?? place).toBe(place);
      places.set(event.value, place);
      const list = byPlace.get(event.key) ?? [];
      if (!list.some(({ offset }) => offset === event.offset)) list.push(event);
      byPlace.set(event.key, list);
    }
    for (const [key, events] of byPlace) {
      const inLogOrder = events.toSorted((a, b) => a.offset - b.offset);
      expect(inLogOrder.map(({ value }) => value)).toEqual(
        inLogOrder.map((_, at) => `${key}:${at}`),
      );
      expect(events.map(({ offset }) => offset)).toEqual(inLogOrder.map(({ offset }) => offset));
    }
    await Promise.all([publisher, ...consumers].map((client) => client.close()));
    await way.sever();
    await engine.kill();
  });
});
