import { ManualClock } from '@tandem/core';
import { beforeEach, expect, test } from 'vitest';
import { HintCache } from './hint-cache.ts';
import { settled } from './testing/context.ts';
import { MemoryCache } from './testing/memory-cache.ts';

let clock: ManualClock;
let inner: MemoryCache;
let cache: HintCache;

beforeEach(() => {
  clock = new ManualClock();
  inner = new MemoryCache(clock);
  cache = new HintCache({ cache: inner, clock, timeoutMs: 400 });
});

test('passes everything through while the cache answers', async () => {
  await cache.set('k', 'v', 1_000);
  await cache.setField('h', 'f', 'w', 1_000);
  expect([await cache.get('k'), await cache.getFields('h')]).toEqual(['v', { f: 'w' }]);
  await Promise.all([cache.delete('k'), cache.deleteField('h', 'f')]);
  expect([await cache.get('k'), await cache.getFields('h')]).toEqual([undefined, {}]);
  expect(await cache.increment('n', 2, 1_000)).toBe(2);
});

test('an operation that hangs fails in time; its late end changes nothing', async () => {
  let end: (value: string) => void = () => undefined;
  inner.get = () =>
    new Promise((resolve) => {
      end = resolve;
    });
  const hanging = cache.get('k');
  clock.advance(450);
  await expect(hanging).rejects.toThrow('within 400 ms');
  end('late');
  await settled();
  expect(clock.pendingTasks).toBe(0);
});

test('after failures in a row nobody waits for it, until a probe finds it again', async () => {
  inner.down = true;
  for (let i = 0; i < 3; i += 1) await expect(cache.get('k')).rejects.toThrow('does not answer');
  const calls = inner.calls;
  await expect(cache.get('k')).rejects.toThrow('left alone');
  expect(inner.calls).toBe(calls);
  inner.down = false;
  clock.advance(1_000);
  await cache.set('k', 'v', 1_000);
  expect(await cache.get('k')).toBe('v');
});
