import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MongoServer, mongoMissing, startMongo } from '../../test/engines/mongo.ts';
import { connectDocuments } from '../embedded/documents/client.ts';
import { type DocumentsEngine, startDocumentsEngine } from '../embedded/documents/engine.ts';
import type { CollectionSpec, Documents, IndexQuery, IndexValue } from '../ports/documents.ts';
import { temporaryDirectory } from '../testing/temporary.ts';
import { connectMongoDocuments } from './client.ts';

interface Item {
  readonly _id: string;
  readonly version: number;
  readonly a?: IndexValue | null;
  readonly b?: IndexValue;
}

const ITEMS: Omit<CollectionSpec<Item>, 'name'> = {
  indexes: [
    { name: 'one', fields: ['a'] },
    { name: 'two', fields: ['a', 'b'] },
  ],
};
const reason = mongoMissing();

/** Few values, so that they meet; numbers and strings, which one index may hold side by side. */
const value = fc.constantFrom<IndexValue>(-1, 0, 1, 2.5, '', 'A', 'a', 'é');
const item = fc.record(
  { a: fc.option(value), b: value, _id: fc.constant(''), version: fc.constant(1) },
  { requiredKeys: ['_id', 'version'] },
);
const items = fc
  .array(item, { minLength: 1, maxLength: 20 })
  .map((list) => list.map((each, at): Item => ({ ...each, _id: `i${at % 10}${at}` })));
const query = fc
  .record({
    wide: fc.boolean(),
    equals: fc.array(value, { maxLength: 1 }),
    from: fc.option(value, { nil: undefined }),
    to: fc.option(value, { nil: undefined }),
    order: fc.constantFrom('ascending' as const, 'descending' as const),
    limit: fc.integer({ min: 1, max: 12 }),
    page: fc.option(
      fc.record({ values: fc.tuple(value, value), id: fc.constantFrom('i1', 'i55') }),
    ),
  })
  .map(({ wide, equals, from, to, order, limit, page }): IndexQuery => {
    const values = page?.values.slice(0, wide ? 2 : 1);
    return {
      index: wide ? 'two' : 'one',
      equals: wide ? equals : [],
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      order,
      limit,
      ...(page && values ? { after: { values, id: page.id } } : {}),
    };
  });

describe.skipIf(reason !== undefined)(`MongoDB${reason ? ` (${reason})` : ''}`, () => {
  const directory = temporaryDirectory();
  let server: MongoServer;
  let engine: DocumentsEngine;
  let stores: Documents[] = [];
  beforeAll(async () => {
    server = await startMongo();
    engine = await startDocumentsEngine({ dataDir: directory.path });
    stores = [
      connectMongoDocuments({ url: server.url }),
      connectDocuments({ socketPath: engine.socketPath }),
    ];
  });
  afterAll(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await engine?.close();
    await server?.stop();
    directory.remove();
  });

  test('finds what the embedded engine finds, in its order, page by page', async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(
        items,
        fc.array(query, { minLength: 1, maxLength: 12 }),
        async (all, queries) => {
          const name = `items${count++}`;
          const collections = stores.map((store) => store.collection<Item>({ ...ITEMS, name }));
          for (const collection of collections) {
            await Promise.all(all.map((each) => collection.insert(each)));
          }
          for (const each of queries) {
            const [mongo, embedded] = await Promise.all(
              collections.map((collection) => collection.find(each)),
            );
            expect(mongo).toEqual(embedded);
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});
