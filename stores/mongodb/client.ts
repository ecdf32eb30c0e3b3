import { shapeOf } from '../embedded/documents/schema.ts';
import type { Collection, CollectionSpec, Documents, StoredDocument } from '../ports/documents.ts';
import { Attempts } from './attempts.ts';
import { MongoDocuments } from './collection.ts';
import { greet, MongoLink } from './link.ts';
import { type ConnectMongoOptions, checkedRetryMs } from './options.ts';
import { writeNames } from './stored.ts';

/**
 * Documents on a MongoDB replica set: writes and reads by majority on the primary, compare-and-set on
 * `version`, no transaction over several documents. Connects when it is first used; operations wait for a
 * server or a primary that is away. Throws StoreError `invalid` when the URL is none or unsafe.
 */
export function connectMongoDocuments(options: ConnectMongoOptions): Documents {
  const link = new MongoLink(options);
  const attempts = new Attempts(link.place, checkedRetryMs(options.retryForMs));
  const nameWrite = writeNames();
  const made = new Map<object, MongoDocuments<StoredDocument>>();
  function collectionOf<D extends StoredDocument>(spec: CollectionSpec<D>): Collection<D> {
    const known =
      made.get(spec) ?? new MongoDocuments({ link, attempts, shape: shapeOf(spec), nameWrite });
    made.set(spec, known);
    // What it holds is what its spec says.
    return known as unknown as Collection<D>;
  }
  return {
    collection: collectionOf,
    async prepare() {
      await Promise.all([...made.values()].map((collection) => collection.prepare()));
    },
    async reach() {
      return attempts.run(undefined, async () => {
        const { localTime } = await greet(await link.database());
        return { time: Number(localTime) };
      });
    },
    async ping() {
      await attempts.run(undefined, () => link.askMajority());
    },
    async close() {
      attempts.close();
      await link.close();
    },
  };
}
