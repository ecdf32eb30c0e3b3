import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { settle } from '../../testing/settle.ts';
import { DeliveryPool } from './pool.ts';

/** A pool whose deliveries end when told. */
function poolOf(concurrency: number, queue = 1_000) {
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const pool = new DeliveryPool({
    concurrency,
    queue,
    deliver: (id) => {
      started.push(id);
      return new Promise((resolve) => ends.set(id, resolve));
    },
  });
  const end = async (id: string) => {
    ends.get(id)?.();
    ends.delete(id);
    await settle(1);
  };
  return { pool, started, end, running: () => [...ends.keys()] };
}

describe('DeliveryPool', () => {
  test('a bank that never answers leaves room for every other', async () => {
    const { pool, started, running, end } = poolOf(64);
    for (let i = 0; i < 500; i += 1) pool.offer('slow', `slow-${i}`);
    expect(running()).toHaveLength(48);
    for (let i = 0; i < 20; i += 1) {
      pool.offer('quick', `quick-${i}`);
      expect(started).toContain(`quick-${i}`);
      await end(`quick-${i}`);
    }
  });

  test('two slow banks leave room, and of many that fill it none is next', async () => {
    const { pool, started, end } = poolOf(64);
    for (const bank of ['a', 'b']) {
      for (let i = 0; i < 100; i += 1) pool.offer(bank, `${bank}-${i}`);
    }
    pool.offer('prompt', 'prompt-1');
    expect(started).toContain('prompt-1');
    for (const bank of ['c', 'd', 'e']) {
      for (let i = 0; i < 100; i += 1) pool.offer(bank, `${bank}-${i}`);
    }
    pool.offer('quick', 'quick-1');
    expect(started).not.toContain('quick-1');
    for (const id of ['a-0', 'a-1', 'a-2']) await end(id);
    expect(started).toContain('quick-1');
  });

  test('takes a transaction once, in the order of its customer', async () => {
    const { pool, started, end } = poolOf(2);
    expect(pool.offer('a', '1')).toBe('taken');
    expect(pool.offer('a', '1')).toBe('known');
    for (const id of ['2', '3', '4']) pool.offer('a', id);
    for (const id of ['1', '2', '3', '4']) await end(id);
    expect(started).toEqual(['1', '2', '3', '4']);
    expect(pool.has('1')).toBe(false);
    expect(pool.offer('a', '1')).toBe('taken');
  });

  test('says full to the customer that fills the queue, not to another', () => {
    const { pool } = poolOf(1, 40);
    let taken = 0;
    while (pool.offer('slow', `s-${taken}`) === 'taken') taken += 1;
    expect(taken).toBe(31);
    expect(pool.hasRoom('slow')).toBe(false);
    expect(pool.offer('quick', 'q')).toBe('taken');
  });

  test('closing waits for what is under way and drops what waits', async () => {
    const { pool, started, end } = poolOf(4);
    for (let i = 0; i < 10; i += 1) pool.offer('a', String(i));
    let closed = false;
    const closing = pool.close().then(() => {
      closed = true;
    });
    expect(pool.offer('b', 'later')).toBe('full');
    for (const id of started.slice(0, -1)) await end(id);
    expect(closed).toBe(false);
    await end(started.at(-1) ?? '');
    await closing;
    expect(started).toHaveLength(3);
    await pool.idle();
  });

  test('never runs more than its bound, and everything taken is delivered', async () => {
    const step = fc.oneof(
      fc.record({ offer: fc.constantFrom('a', 'b', 'c') }),
      fc.record({ end: fc.nat(30) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { pool, started, running, end } = poolOf(5, 50);
        let taken = 0;
        for (const each of steps) {
          if ('offer' in each) {
            if (pool.offer(each.offer, `${each.offer}-${taken}`) === 'taken') taken += 1;
          } else {
            const id = running()[each.end % Math.max(1, running().length)];
            if (id !== undefined) await end(id);
          }
          expect(running().length).toBeLessThanOrEqual(5);
          expect(running().length).toBe(pool.running);
        }
        while (running().length > 0) for (const id of running()) await end(id);
        expect(started).toHaveLength(taken);
        expect(pool.waiting).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});
