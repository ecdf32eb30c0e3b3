import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { Collection, CollectionSpec, Documents } from '../ports/documents.ts';
import { contractTest, eventually, type Unsupported } from './adapter.ts';
import {
  codeOf,
  duplicateIndex,
  INDEXES,
  ids,
  indexOf,
  insertAll,
  make,
  numbered,
  type Order,
} from './orders.ts';

export interface DocumentsAdapter {
  /** Another client of the same store, as another process would be. */
  connect(): Promise<Documents>;
  close(): Promise<void>;
  readonly unsupported?: Unsupported;
}

/** The semantics that every documents adapter has; `makeAdapter` starts one with an empty store. */
export function documentsContract(
  name: string,
  makeAdapter: () => Promise<DocumentsAdapter>,
  unsupported?: Unsupported,
): void {
  describe(`documents contract: ${name}`, () => {
    let adapter: DocumentsAdapter;
    let first: Documents;
    let second: Documents;
    let collections = 0;

    beforeAll(async () => {
      adapter = await makeAdapter();
      first = await adapter.connect();
      second = await adapter.connect();
    });
    afterAll(async () => {
      await first?.close();
      await second?.close();
      await adapter?.close();
    });

    function spec(): CollectionSpec<Order> {
      collections += 1;
      return { name: `orders${collections}`, indexes: INDEXES, expiresAt: 'expiresAt' };
    }
    const fresh = (): Collection<Order> => first.collection(spec());
    const it = contractTest.bind(undefined, unsupported);

    it('answers a ping', async () => {
      await first.ping();
    });

    it('tells the time of a member that it reached', async () => {
      const before = Date.now();
      const { time } = await first.reach();
      expect(time).toBeGreaterThanOrEqual(before - 1_000);
      expect(time).toBeLessThanOrEqual(Date.now() + 1_000);
    });

    it('returns what was inserted, whatever characters it holds', async () => {
      const orders = fresh();
      const order = { ...make('a'), note: 'é 漢 😀 " \\ \n \u0000', route: { region: 'north' } };
      await orders.insert(order);
      expect(await orders.get('a')).toEqual(order);
      expect(await orders.get('absent')).toBeUndefined();
    });

    it('shows an acknowledged write to every client', async () => {
      const shared = spec();
      await first.collection(shared).insert(make('a'));
      expect(await second.collection(shared).get('a')).toEqual(make('a'));
    });

    it('refuses a second document with one _id and says so', async () => {
      const orders = fresh();
      await orders.insert(make('a'));
      expect(await duplicateIndex(orders.insert({ ...make('a'), customer: 'other' }))).toBe('_id');
      expect((await orders.get('a'))?.customer).toBe('acme');
    });

    it('names the unique index that refuses, and lets one of many racers win', async () => {
      const shared = spec();
      const clients = [first.collection(shared), second.collection(shared)];
      const inserts = Array.from({ length: 40 }, (_, at) =>
        clients[at % 2]?.insert({ ...make(`racer${at}`), request: 'one' }),
      );
      const results = await Promise.allSettled(inserts);
      const refused = results.filter((result) => result.status === 'rejected');
      expect(refused).toHaveLength(39);
      for (const { reason } of refused) expect(indexOf(reason)).toBe('request');
      const found = await clients[0]?.find({
        index: 'request',
        equals: ['acme', 'one'],
        limit: 10,
      });
      expect(found).toHaveLength(1);
    });

    it('leaves a document without all fields of an index out of it', async () => {
      const orders = fresh();
      await orders.insert(make('a'));
      await orders.insert(make('b'));
      await orders.insert({ ...make('c'), request: null });
      await orders.insert({ ...make('d'), request: 'x', route: { region: 'north' } });
      const byRequest = await orders.find({ index: 'request', equals: ['acme'], limit: 10 });
      expect(ids(byRequest)).toEqual(['d']);
      expect(await orders.find({ index: 'route', limit: 10 })).toEqual([]);
    });

    it('frees a unique key when its document changes or goes', async () => {
      const orders = fresh();
      await orders.insert({ ...make('a'), request: 'one' });
      expect(await orders.replace({ ...make('a'), version: 2, request: 'two' })).toBe(true);
      await orders.insert({ ...make('b'), request: 'one' });
      expect(
        await duplicateIndex(orders.replace({ ...make('a'), version: 3, request: 'one' })),
      ).toBe('request');
      expect((await orders.get('a'))?.version).toBe(2);
      expect(await orders.remove('b', 1)).toBe(true);
      expect(await orders.replace({ ...make('a'), version: 3, request: 'one' })).toBe(true);
    });

    it('replaces only the version that was read', async () => {
      const orders = fresh();
      expect(await orders.replace({ ...make('a'), version: 2 })).toBe(false);
      await orders.insert(make('a'));
      expect(await orders.replace({ ...make('a'), version: 3 })).toBe(false);
      expect(await orders.replace({ ...make('a'), version: 2, note: 'new' })).toBe(true);
      expect(await orders.replace({ ...make('a'), version: 2, note: 'late' })).toBe(false);
      expect(await orders.get('a')).toMatchObject({ version: 2, note: 'new' });
    });

    it('lets exactly one of concurrent replacements win each version', async () => {
      const shared = spec();
      const clients = [first.collection(shared), second.collection(shared)];
      await clients[0]?.insert(make('a'));
      let wins = 0;
      const racer = async (orders: Collection<Order> | undefined): Promise<void> => {
        for (let at = 0; at < 25; at += 1) {
          const current = await orders?.get('a');
          if (!orders || !current) throw new Error('the document vanished');
          if (await orders.replace({ ...current, version: current.version + 1 })) wins += 1;
        }
      };
      await Promise.all([...clients, ...clients, ...clients].map(racer));
      expect((await clients[1]?.get('a'))?.version).toBe(wins + 1);
    });

    it('removes only the version that was read, and the id can be used again', async () => {
      const orders = fresh();
      await orders.insert(make('a'));
      expect(await orders.remove('a', 2)).toBe(false);
      expect(await orders.remove('a', 1)).toBe(true);
      expect(await orders.remove('a', 1)).toBe(false);
      expect(await orders.get('a')).toBeUndefined();
      await orders.insert({ ...make('a'), note: 'again' });
      expect((await orders.get('a'))?.note).toBe('again');
    });

    it('takes a document that is put back at a version of its own, and goes on from there', async () => {
      const orders = fresh();
      const version = Date.now();
      await orders.insert({ ...make('a'), version });
      expect(await orders.replace({ ...make('a'), version: 2 })).toBe(false);
      expect(await orders.replace({ ...make('a'), version: version + 1 })).toBe(true);
      expect(await orders.get('a')).toEqual({ ...make('a'), version: version + 1 });
    });

    it('orders by the fields of the index, then by _id, both ways', async () => {
      const orders = fresh();
      const dues = [30, 10, 20, 20, 10.5, -1];
      await insertAll(
        orders,
        dues.map((dueAt, at) => ({ ...make(`o${at}`), dueAt })),
      );
      const expected = ['o5', 'o1', 'o4', 'o2', 'o3', 'o0'];
      expect(ids(await orders.find({ index: 'due', limit: 10 }))).toEqual(expected);
      const backwards = await orders.find({ index: 'due', order: 'descending', limit: 10 });
      expect(ids(backwards)).toEqual(expected.toReversed());
    });

    it('takes bounds as inclusive and limits what it returns', async () => {
      const orders = fresh();
      await insertAll(orders, numbered(20));
      const between = await orders.find({ index: 'due', from: 5, to: 8, limit: 10 });
      expect(ids(between)).toEqual(['n05', 'n06', 'n07', 'n08']);
      expect(ids(await orders.find({ index: 'due', from: 5, limit: 2 }))).toEqual(['n05', 'n06']);
      const last = await orders.find({ index: 'due', to: 8, order: 'descending', limit: 2 });
      expect(ids(last)).toEqual(['n08', 'n07']);
    });

    it('finds by dotted paths, equal leading fields and a range on the next one', async () => {
      const orders = fresh();
      await insertAll(
        orders,
        ['north', 'south'].flatMap((region) =>
          [1, 2, 3].map((rank) => ({ ...make(`${region}${rank}`), route: { region, rank } })),
        ),
      );
      const north = await orders.find({ index: 'route', equals: ['north'], from: 2, limit: 10 });
      expect(ids(north)).toEqual(['north2', 'north3']);
      const exact = await orders.find({ index: 'route', equals: ['south', 1], limit: 10 });
      expect(ids(exact)).toEqual(['south1']);
      const regions = await orders.find({ index: 'route', from: 'north', to: 'north', limit: 10 });
      expect(regions).toHaveLength(3);
    });

    it('walks pages without a gap or a repetition while documents come and go', async () => {
      const orders = fresh();
      await insertAll(
        orders,
        numbered(60).map((order, at) => ({ ...order, dueAt: Math.floor(at / 7) })),
      );
      for (const order of ['ascending', 'descending'] as const) {
        const seen: string[] = [];
        let after: { values: number[]; id: string } | undefined;
        for (;;) {
          const page = await orders.find({
            index: 'due',
            limit: 8,
            order,
            ...(after ? { after } : {}),
          });
          seen.push(...ids(page));
          const last = page.at(-1);
          if (!last) break;
          after = { values: [last.dueAt ?? 0], id: last._id };
          await orders.remove(last._id, last.version);
          await orders.insert(last);
        }
        expect(seen).toHaveLength(60);
        expect(new Set(seen).size).toBe(60);
      }
    });

    it('moves a document in its indexes when it is replaced', async () => {
      const orders = fresh();
      await orders.insert({ ...make('a'), dueAt: 1 });
      await orders.replace({ ...make('a'), version: 2, dueAt: 100 });
      expect(await orders.find({ index: 'due', to: 50, limit: 10 })).toEqual([]);
      expect(ids(await orders.find({ index: 'due', from: 50, limit: 10 }))).toEqual(['a']);
      await orders.replace({ ...make('a'), version: 3 });
      expect(await orders.find({ index: 'due', limit: 10 })).toEqual([]);
    });

    it('orders strings by their bytes', async () => {
      const orders = fresh();
      const regions = ['\u{1f600}', '\uffee', 'z', 'a', 'é', 'A', ''];
      await insertAll(
        orders,
        regions.map((region, at) => ({ ...make(`o${at}`), route: { region, rank: 0 } })),
      );
      const found = await orders.find({ index: 'route', limit: 10 });
      expect(found.map((order) => order.route?.region)).toEqual(
        regions.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
      );
    });

    it('refuses one write of many at once without hurting the others', async () => {
      const orders = fresh();
      await orders.insert({ ...make('taken'), request: 'r7' });
      const writes = numbered(50).map((order, at) =>
        orders.insert({ ...order, request: `r${at}` }),
      );
      const results = await Promise.allSettled(writes);
      const refused = results.flatMap(({ status }, at) => (status === 'rejected' ? [at] : []));
      expect(refused).toEqual([7]);
      expect(await orders.find({ index: 'due', limit: 100 })).toHaveLength(49);
    });

    it('gives documents that were there to an index that a later release adds', async () => {
      const { name: collection } = spec();
      const old = first.collection<Order>({ name: collection, indexes: [] });
      await insertAll(old, numbered(30));
      const grown = second.collection<Order>({ name: collection, indexes: INDEXES });
      expect(await grown.find({ index: 'due', from: 10, limit: 100 })).toHaveLength(20);
      await old.insert({ ...make('late'), dueAt: 1000, request: 'late' });
      expect(ids(await grown.find({ index: 'due', from: 500, limit: 10 }))).toEqual(['late']);
      expect(await duplicateIndex(grown.insert({ ...make('x'), request: 'late' }))).toBe('request');
      expect(await duplicateIndex(old.insert({ ...make('y'), request: 'late' }))).toBe('request');
    });

    it('removes what has expired, in its own time', async () => {
      const orders = fresh();
      await orders.insert({ ...make('old'), expiresAt: Date.now() - 1000 });
      await orders.insert({ ...make('new'), expiresAt: Date.now() + 3_600_000 });
      await eventually('the expired document is gone', async () => !(await orders.get('old')));
      expect(await orders.get('new')).toBeDefined();
    });

    it('refuses what no index can hold and what is no next version', async () => {
      const orders = fresh();
      const nested: Order = { ...make('a'), route: { region: 'north', rank: Number.NaN } };
      expect(await codeOf(orders.insert(nested))).toBe('invalid');
      expect(await codeOf(orders.insert({ ...make('a'), version: 0 }))).toBe('invalid');
      expect(await codeOf(orders.find({ index: 'absent', limit: 1 }))).toBe('invalid');
      expect(await codeOf(orders.find({ index: 'due', limit: 0 }))).toBe('invalid');
      expect(await orders.get('a')).toBeUndefined();
    });

    it('rejects with closed after it was closed', async () => {
      const client = await adapter.connect();
      const orders = client.collection(spec());
      await client.close();
      expect(await codeOf(orders.get('a'))).toBe('closed');
    });
  });
}
