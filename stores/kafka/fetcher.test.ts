import { setImmediate as turn } from 'node:timers/promises';
import type { RecordsBatch } from '@platformatic/kafka';
import { describe, expect, test } from 'vitest';
import { eventually } from '../contract/adapter.ts';
import type { ReceivedEvent } from '../ports/events.ts';
import type { Cluster } from './cluster.ts';
import { Fetcher } from './fetcher.ts';
import { loadKafka } from './library.ts';
import type { Metadata } from './metadata.ts';

const LEADER = 1;
const PLACE = { topic: 't', partition: 0 };
const MEGABYTE = 1024 * 1024;

interface Asked {
  readonly offset: number;
  answer(batches: readonly RecordsBatch[], code?: number): void;
}

/** A broker that answers when the test says so, and a fetcher of it. */
async function scene(window = 10, oldest = 0) {
  const library = await loadKafka();
  const topic = { id: 'id', name: 't', leaders: [LEADER] };
  const metadata: Metadata = {
    brokers: new Map([[LEADER, { host: 'h', port: 1 }]]),
    topics: new Map([['t', topic]]),
    byId: new Map([['id', topic]]),
    forbidden: new Set(),
  };
  const asked: Asked[] = [];
  let refreshes = 0;
  const cluster = {
    library,
    metadata,
    pool: () => ({}),
    closePool: () => undefined,
    pause: () => turn(),
    refresh: () => {
      refreshes += 1;
      return Promise.resolve(metadata);
    },
    call: (_to: unknown, api: unknown, ...args: unknown[]) =>
      new Promise((resolve) => {
        if (api === library.listOffsetsV7.api) {
          const partitions = [{ partitionIndex: 0, offset: BigInt(oldest) }];
          resolve({ topics: [{ name: 't', partitions }] });
          return;
        }
        const [{ partitions }] = args[6] as [{ partitions: [{ fetchOffset: bigint }] }];
        asked.push({
          offset: Number(partitions[0].fetchOffset),
          answer(records, errorCode = 0) {
            // Apache Kafka tells nothing about the log with an error.
            const found = { partitionIndex: 0, errorCode, logStartOffset: -1n };
            const responses = [{ topicId: 'id', partitions: [{ ...found, records }] }];
            resolve({ errorCode: 0, responses });
          },
        });
      }),
  };
  const events: ReceivedEvent[] = [];
  const gaps: number[][] = [];
  const fetcher = new Fetcher(cluster as unknown as Cluster, {
    window,
    onEvents: (_, found) => events.push(...found),
    onGap: (_, from, to) => gaps.push([from, to]),
    onError: () => undefined,
  });
  return { fetcher, asked, events, gaps, refreshes: () => refreshes };
}

function batch(first: number, count: number, bytes = 1): RecordsBatch {
  const value = Buffer.alloc(bytes);
  const records = Array.from({ length: count }, (_, offsetDelta) => ({
    ...{ length: 0, attributes: 0, timestampDelta: 0n, offsetDelta },
    ...{ key: null, value, headers: [] },
  }));
  const head = { length: 0, partitionLeaderEpoch: 0, magic: 2, crc: 0, attributes: 0 };
  const times = { firstTimestamp: 0n, maxTimestamp: 0n };
  const writer = { producerId: -1n, producerEpoch: 0, firstSequence: 0 };
  const place = { firstOffset: BigInt(first), lastOffsetDelta: count - 1 };
  return { ...head, ...times, ...writer, ...place, records };
}

describe('reading a partition', () => {
  test('goes on behind what came', async () => {
    const { fetcher, asked, events } = await scene();
    fetcher.add(PLACE, 5);
    expect(asked.map(({ offset }) => offset)).toEqual([5]);
    asked[0]?.answer([batch(5, 3)]);
    await eventually('the next request', () => asked.length === 2);
    expect(asked[1]?.offset).toBe(8);
    expect(events.map(({ offset }) => offset)).toEqual([5, 6, 7]);
    fetcher.stop();
  });

  test.each([
    ['events', batch(0, 10)],
    ['bytes', batch(0, 1, MEGABYTE)],
  ])('stops while too many %s are not taken, and begins again when they are', async (_, full) => {
    const { fetcher, asked } = await scene();
    fetcher.add(PLACE, 0);
    asked[0]?.answer([full]);
    for (let turns = 0; turns < 20; turns += 1) await turn();
    expect(asked).toHaveLength(1);
    fetcher.taken(PLACE, full.records.length);
    await eventually('the next request', () => asked.length === 2);
    fetcher.stop();
  });

  test('ends with the partition: what comes later is nobody’s', async () => {
    const { fetcher, asked, events } = await scene();
    fetcher.add(PLACE, 0);
    fetcher.remove(PLACE);
    fetcher.add(PLACE, 7);
    asked[0]?.answer([batch(0, 3)]);
    await eventually('the request of the new life', () => asked.length === 2);
    expect(asked[1]?.offset).toBe(7);
    expect(events).toEqual([]);
    fetcher.stop();
  });

  test('asks who leads when the broker does not any more', async () => {
    const { fetcher, asked, refreshes } = await scene();
    const NOT_LEADER_OR_FOLLOWER = 6;
    fetcher.add(PLACE, 0);
    asked[0]?.answer([], NOT_LEADER_OR_FOLLOWER);
    await eventually('another try', () => asked.length === 2);
    expect(refreshes()).toBe(1);
    fetcher.stop();
  });

  test.each([
    ['retention took what comes next', 3, 90],
    ['the topic was made anew', 500, 0],
  ])('asks where the log begins when %s', async (_, next, oldest) => {
    const { fetcher, asked, gaps } = await scene(10, oldest);
    const OFFSET_OUT_OF_RANGE = 1;
    fetcher.add(PLACE, next);
    asked[0]?.answer([], OFFSET_OUT_OF_RANGE);
    await eventually('the next request', () => asked.length === 2);
    expect(asked[1]?.offset).toBe(oldest);
    expect(gaps).toEqual([[next, oldest]]);
    fetcher.stop();
  });
});
