import { expect, test } from 'vitest';
import { Gate } from './gate.ts';

test('never more inside than it is wide; those in line come in order, failures leave too', async () => {
  const gate = new Gate(2);
  const order: number[] = [];
  let most = 0;
  const results = await Promise.allSettled(
    Array.from({ length: 7 }, (_, i) =>
      gate.pass(async () => {
        order.push(i);
        most = Math.max(most, gate.inside);
        await new Promise(setImmediate);
        if (i % 3 === 0) throw new Error('task failed');
        return i;
      }),
    ),
  );
  expect(most).toBe(2);
  expect(order).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(3);
  expect([gate.inside, gate.waiting]).toEqual([0, 0]);
});
