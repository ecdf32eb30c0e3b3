import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { Cache } from '../ports/cache.ts';
import { isStoreError } from '../ports/errors.ts';
import { contractTest, eventually, type Unsupported } from './adapter.ts';

export interface CacheAdapter {
  /** Another client of the replica of one region. */
  connect(region: 'east' | 'west'): Promise<Cache>;
  /** Lets wall-clock time pass for the store. */
  advance(ms: number): Promise<void>;
  /** Cuts the regions off from each other, or heals that. */
  partition(cut: boolean): Promise<void>;
  close(): Promise<void>;
}

const TTL = 60_000;

/** The semantics that every cache adapter has: one replica per region, replicated a moment later. */
export function cacheContract(
  name: string,
  makeAdapter: () => Promise<CacheAdapter>,
  unsupported?: Unsupported,
): void {
  describe(`cache contract: ${name}`, () => {
    let adapter: CacheAdapter;
    let east: Cache;
    let eastToo: Cache;
    let west: Cache;
    let keys = 0;

    beforeAll(async () => {
      adapter = await makeAdapter();
      east = await adapter.connect('east');
      eastToo = await adapter.connect('east');
      west = await adapter.connect('west');
    });
    afterAll(async () => {
      for (const cache of [east, eastToo, west]) await cache?.close();
      await adapter?.close();
    });

    const it = contractTest.bind(undefined, unsupported);
    const fresh = (): string => {
      keys += 1;
      return `contract:${keys}`;
    };
    /** Both replicas have everything that was written before. */
    async function settled(): Promise<void> {
      for (const [from, to] of [
        [east, west],
        [west, east],
      ] as const) {
        const marker = fresh();
        await from.set(marker, 'here', TTL);
        await eventually('replication', async () => (await to.get(marker)) === 'here');
      }
    }
    /** What both sides write without having seen the other's write. */
    async function apart(...works: readonly (() => Promise<unknown>)[]): Promise<void> {
      await adapter.partition(true);
      for (const work of works) {
        await work();
        await adapter.advance(2);
      }
      await adapter.partition(false);
      await settled();
    }

    it('keeps, replaces and deletes a value for every client of the region', async () => {
      const key = fresh();
      expect(await east.get(key)).toBeUndefined();
      await east.set(key, 'é 漢 😀', TTL);
      expect(await eastToo.get(key)).toBe('é 漢 😀');
      await eastToo.set(key, '', TTL);
      expect(await east.get(key)).toBe('');
      await east.delete(key);
      await east.delete(key);
      expect(await eastToo.get(key)).toBeUndefined();
    });

    it('forgets a value when its time is over', async () => {
      const key = fresh();
      await east.set(key, 'short', 1_000);
      await adapter.advance(900);
      expect(await east.get(key)).toBe('short');
      await adapter.advance(200);
      expect(await east.get(key)).toBeUndefined();
    });

    it('gives a value that is set again its new time', async () => {
      const key = fresh();
      await east.set(key, 'long', 10_000);
      await east.set(key, 'short', 1_000);
      await adapter.advance(1_100);
      expect(await east.get(key)).toBeUndefined();
    });

    it('keeps fields of a hash apart and prolongs their key', async () => {
      const key = fresh();
      expect(await east.getFields(key)).toEqual({});
      await east.setField(key, 'a', '1', 5_000);
      await eastToo.setField(key, 'b', '2', 1_000);
      await east.setField(key, '__proto__', '3', 1_000);
      await adapter.advance(2_000);
      expect(Object.entries(await east.getFields(key)).sort()).toEqual([
        ['__proto__', '3'],
        ['a', '1'],
        ['b', '2'],
      ]);
      await east.deleteField(key, 'a');
      await east.deleteField(key, 'absent');
      expect(Object.keys(await east.getFields(key)).sort()).toEqual(['__proto__', 'b']);
      await east.delete(key);
      expect(await east.getFields(key)).toEqual({});
    });

    it('counts what concurrent clients add, and starts again when its time is over', async () => {
      const key = fresh();
      const clients = [east, eastToo];
      await Promise.all(
        Array.from({ length: 50 }, (_, at) => clients[at % 2]?.increment(key, 2, 1_000)),
      );
      expect(await east.increment(key, -1, 60_000)).toBe(99);
      await adapter.advance(1_100);
      expect(await east.increment(key, 1, 1_000)).toBe(1);
    });

    it('refuses to use a key of one kind as another', async () => {
      const key = fresh();
      await east.set(key, 'text', TTL);
      for (const misuse of [
        () => east.getFields(key),
        () => east.setField(key, 'a', '1', TTL),
        () => east.increment(key, 1, TTL),
      ]) {
        const failure = await misuse().catch((error: unknown) => error);
        expect(isStoreError(failure, 'invalid')).toBe(true);
      }
      expect(await east.get(key)).toBe('text');
    });

    it('shows a write in the other region a moment later', async () => {
      const [value, hash] = [fresh(), fresh()];
      await east.set(value, 'from east', TTL);
      await east.setField(hash, 'a', '1', TTL);
      await eventually('the value', async () => (await west.get(value)) === 'from east');
      await eventually('the field', async () => (await west.getFields(hash)).a === '1');
      await west.delete(value);
      await eventually('the deletion', async () => (await east.get(value)) === undefined);
    });

    it('lets the last of two concurrent writers win, in both regions', async () => {
      const key = fresh();
      await apart(
        () => east.set(key, 'first', TTL),
        () => west.set(key, 'last', TTL),
      );
      expect(await east.get(key)).toBe('last');
      expect(await west.get(key)).toBe('last');
    });

    it('lets the longest time to live of concurrent writers win', async () => {
      const key = fresh();
      await apart(
        () => east.set(key, 'first', 20_000),
        () => west.set(key, 'last', 1_000),
      );
      await adapter.advance(1_500);
      expect(await east.get(key)).toBe('last');
      expect(await west.get(key)).toBe('last');
    });

    it('takes the time to live of a writer who had seen the other write', async () => {
      const key = fresh();
      await east.set(key, 'first', 20_000);
      await settled();
      await west.set(key, 'last', 1_000);
      await settled();
      await adapter.advance(1_500);
      expect(await east.get(key)).toBeUndefined();
    });

    it('sums what both regions added', async () => {
      const key = fresh();
      await apart(
        () => east.increment(key, 5, TTL),
        () => west.increment(key, 7, TTL),
        () => east.increment(key, -1, TTL),
      );
      expect(await east.increment(key, 0, TTL)).toBe(11);
      expect(await west.increment(key, 0, TTL)).toBe(11);
    });

    it('merges fields one by one, the last writer of each winning', async () => {
      const key = fresh();
      await apart(
        () => east.setField(key, 'shared', 'east', TTL),
        () => east.setField(key, 'east', '1', TTL),
        () => west.setField(key, 'shared', 'west', TTL),
        () => west.setField(key, 'west', '2', TTL),
      );
      const merged = { shared: 'west', east: '1', west: '2' };
      expect(await east.getFields(key)).toEqual(merged);
      expect(await west.getFields(key)).toEqual(merged);
    });

    it('keeps a deletion from being undone by an older write', async () => {
      const [value, hash] = [fresh(), fresh()];
      await apart(
        () => west.set(value, 'old', TTL),
        () => west.setField(hash, 'a', 'old', TTL),
        () => east.delete(value),
        () => east.deleteField(hash, 'a'),
      );
      for (const cache of [east, west]) {
        expect(await cache.get(value)).toBeUndefined();
        expect(await cache.getFields(hash)).toEqual({});
      }
    });

    it('refuses a time to live that is none', async () => {
      for (const ttl of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
        const failure = await east.set(fresh(), 'x', ttl).catch((error: unknown) => error);
        expect(isStoreError(failure, 'invalid')).toBe(true);
      }
    });

    it('rejects with closed after it was closed', async () => {
      const client = await adapter.connect('east');
      await client.ping();
      await client.close();
      const failure = await client.get('x').catch((error: unknown) => error);
      expect(isStoreError(failure, 'closed')).toBe(true);
    });
  });
}
