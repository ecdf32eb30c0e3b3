import { describe, expect, test } from 'vitest';
import { PartitionQueue } from './batches.ts';

const KEY = Buffer.from('k');
const first = { producerId: 1n, producerEpoch: 0 };
const second = { producerId: 2n, producerEpoch: 0 };

function queueOf(...values: readonly string[]): PartitionQueue {
  const queue = new PartitionQueue('t', 0);
  for (const value of values) queue.add(KEY, { key: 'k', value }, 0);
  return queue;
}

describe('the batches of a partition', () => {
  test('take what comes until they are sent or full', () => {
    const queue = queueOf('1', '2');
    expect(queue.batches).toHaveLength(1);
    const [head] = queue.batches;
    if (head) queue.stamp(head, first);
    queue.add(KEY, { key: 'k', value: '3' }, 0);
    queue.add(KEY, { key: 'k', value: 'x'.repeat(300_000) }, 0);
    queue.add(KEY, { key: 'k', value: '4' }, 0);
    expect(queue.batches.map(({ records }) => records.length)).toEqual([2, 1, 1, 1]);
  });

  test('are numbered on by messages, keep their numbers, and begin again with another identity', () => {
    const queue = queueOf('1', '2');
    const stampOf = (at: number) => queue.batches[at]?.stamp;
    const stamp = (at: number, identity: typeof first) => {
      const batch = queue.batches[at];
      if (batch) queue.stamp(batch, identity);
    };
    stamp(0, first);
    queue.add(KEY, { key: 'k', value: '3' }, 0);
    stamp(1, first);
    expect(stampOf(0)).toEqual({ identity: first, sequence: 0 });
    expect(stampOf(1)).toEqual({ identity: first, sequence: 2 });
    stamp(1, second);
    expect(stampOf(1)).toEqual({ identity: first, sequence: 2 });
    queue.add(KEY, { key: 'k', value: '4' }, 0);
    stamp(2, second);
    expect(stampOf(2)).toEqual({ identity: second, sequence: 0 });
  });
});
