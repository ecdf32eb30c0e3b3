import { describe, expect, test } from 'vitest';
import { run } from './load.ts';

describe('a load of the floor', () => {
  test('at a rate does exactly the pieces that were due and waits for the last', async () => {
    let done = 0;
    const work = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      done += 1;
    };
    expect(await run({ rate: 1_000, seconds: 0.05, concurrency: 1 }, work)).toBe(50);
    expect(done).toBe(50);
  });

  test('flat out never has more under way than its concurrency', async () => {
    let underWay = 0;
    let most = 0;
    const work = async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
    };
    expect(await run({ rate: 0, seconds: 0.02, concurrency: 3 }, work)).toBeGreaterThanOrEqual(3);
    expect(most).toBe(3);
  });

  test.each([0, 1_000])('fails with its first failure at rate %d', async (rate) => {
    const work = () => Promise.reject(new Error('refused'));
    await expect(run({ rate, seconds: 0.02, concurrency: 2 }, work)).rejects.toThrow('refused');
  });
});
