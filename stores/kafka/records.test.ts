import type { RecordsBatch } from '@platformatic/kafka';
import { expect, test } from 'vitest';
import { eventsIn } from './records.ts';

const PLACE = { topic: 't', partition: 3 };

function batch(first: number, keys: readonly string[], more: Partial<RecordsBatch> = {}) {
  const records = keys.map((key, offsetDelta) => ({
    length: 0,
    attributes: 0,
    timestampDelta: BigInt(offsetDelta),
    offsetDelta,
    key: Buffer.from(key),
    value: Buffer.from(`{"of":"${key}"}`),
    headers: [],
  }));
  const whole: RecordsBatch = {
    firstOffset: BigInt(first),
    length: 0,
    partitionLeaderEpoch: 0,
    magic: 2,
    crc: 0,
    attributes: 0,
    lastOffsetDelta: keys.length - 1,
    firstTimestamp: 1_000n,
    maxTimestamp: 2_000n,
    producerId: -1n,
    producerEpoch: 0,
    firstSequence: 0,
    records,
    ...more,
  };
  return whole;
}

test('events have their place and time', () => {
  const { events, next, bytes } = eventsIn(PLACE, 10, [batch(10, ['a', 'b'])]);
  expect(events).toEqual([
    { ...PLACE, offset: 10, key: 'a', value: '{"of":"a"}', publishedAt: 1_000 },
    { ...PLACE, offset: 11, key: 'b', value: '{"of":"b"}', publishedAt: 1_001 },
  ]);
  expect([next, bytes]).toEqual([12, 22]);
});

test('the time is that of the log where the log says it', () => {
  const { events } = eventsIn(PLACE, 0, [batch(0, ['a'], { attributes: 1 << 3 })]);
  expect(events[0]?.publishedAt).toBe(2_000);
});

test('a batch that begins before what was asked for gives its rest', () => {
  const { events, next } = eventsIn(PLACE, 12, [batch(10, ['a', 'b', 'c']), batch(13, ['d'])]);
  expect(events.map(({ offset }) => offset)).toEqual([12, 13]);
  expect(next).toBe(14);
});

test('markers and offsets that compaction removed are passed over', () => {
  const marker = batch(5, ['x'], { attributes: 1 << 5 });
  expect(eventsIn(PLACE, 5, [marker])).toMatchObject({ events: [], next: 6 });
  const sparse = batch(6, ['a'], { lastOffsetDelta: 9 });
  expect(eventsIn(PLACE, 6, [sparse]).next).toBe(16);
});

test('a message of others without key or value is an event all the same', () => {
  const bare = batch(0, ['a']);
  const records = bare.records.map((record) => ({ ...record, key: null, value: null }));
  expect(eventsIn(PLACE, 0, [{ ...bare, records }]).events[0]).toMatchObject({
    key: '',
    value: '',
  });
});
