import { ManualClock } from '@tandem/core';
import { StoreError } from '@tandem/stores';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MemoryCache } from '../records/testing/memory-cache.ts';
import { RateLimiter } from './rate-limit.ts';

const LIMIT = { perSecond: 10, burst: 20 };

function limiterOn(clock: ManualClock, cache = new MemoryCache(clock)) {
  const errors: unknown[] = [];
  const limiter = new RateLimiter({ cache, clock, onCacheError: (error) => errors.push(error) });
  const takeAll = (customer = 'acme') => {
    let taken = 0;
    while (limiter.take(customer, LIMIT).kind === 'allowed') taken += 1;
    return taken;
  };
  return { limiter, takeAll, errors, cache };
}

describe('the rate limiter', () => {
  test('allows the burst, then the rate, and says when to come back', () => {
    const clock = new ManualClock();
    const { limiter, takeAll } = limiterOn(clock);
    expect(takeAll()).toBe(20);
    expect(limiter.take('acme', LIMIT)).toEqual({ kind: 'refused', retryAfterSeconds: 1 });
    clock.advance(1_000);
    expect(takeAll()).toBe(10);
    expect(takeAll('zenith')).toBe(20);
    clock.advance(60_000);
    expect(takeAll()).toBe(20);
  });

  test('never allows more than burst plus rate in any time', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(500), fc.nat(30))), (steps) => {
        const clock = new ManualClock();
        const { limiter } = limiterOn(clock);
        let allowed = 0;
        for (const [pauseMs, requests] of steps) {
          clock.advance(pauseMs);
          for (let request = 0; request < requests; request += 1) {
            if (limiter.take('acme', LIMIT).kind === 'allowed') allowed += 1;
          }
        }
        const seconds = clock.monotonic() / 1_000;
        expect(allowed).toBeLessThanOrEqual(LIMIT.burst + seconds * LIMIT.perSecond + 1e-6);
      }),
    );
  });

  test('shares the allowance with the other processes of the region', async () => {
    const clock = new ManualClock();
    const cache = new MemoryCache(clock);
    const one = limiterOn(clock, cache);
    const two = limiterOn(clock, cache);
    one.limiter.take('acme', LIMIT);
    two.limiter.take('acme', LIMIT);
    await one.limiter.sync();
    await two.limiter.sync();
    for (let request = 0; request < 15; request += 1) two.limiter.take('acme', LIMIT);
    await two.limiter.sync();
    one.limiter.take('acme', LIMIT);
    await one.limiter.sync();
    expect(one.takeAll()).toBeLessThanOrEqual(3);
  });

  test('goes on alone when the cache is away', async () => {
    const clock = new ManualClock();
    const { limiter, takeAll, errors, cache } = limiterOn(clock);
    cache.down = true;
    expect(takeAll()).toBe(20);
    await limiter.sync();
    expect(errors).toEqual([expect.any(StoreError)]);
    clock.advance(1_000);
    expect(takeAll()).toBe(10);
  });

  test('exchanges by itself once started, and stops', async () => {
    const clock = new ManualClock();
    const { limiter, cache } = limiterOn(clock);
    limiter.start();
    limiter.take('acme', LIMIT);
    clock.advance(100);
    expect(cache.calls).toBe(1);
    limiter.stop();
    limiter.take('acme', LIMIT);
    clock.advance(1_000);
    expect(cache.calls).toBe(1);
  });
});
