import type { Collection as MongoCollection } from 'mongodb';
import { type FieldReader, fieldReader } from '../embedded/documents/index-values.ts';
import { MAX_ID_LENGTH, MAX_PAGE } from '../embedded/documents/operations.ts';
import type { CollectionShape } from '../embedded/documents/schema.ts';
import type { Collection, IndexQuery, StoredDocument } from '../ports/documents.ts';
import { isStoreError, StoreError } from '../ports/errors.ts';
import type { Attempts } from './attempts.ts';
import { failureOf } from './failure.ts';
import { type MongoLink, SERVER_TIMEOUT_MS } from './link.ts';
import { filterOf, sortOf } from './query.ts';
import { PRIVATE, type Stored, storedOf } from './stored.ts';

export interface CollectionContext {
  readonly link: MongoLink;
  readonly attempts: Attempts;
  readonly shape: CollectionShape;
  readonly nameWrite: () => string;
}

/** One round trip per operation; a second one only where the answer to a write was lost, or a race. */
export class MongoDocuments<D extends StoredDocument> implements Collection<D> {
  readonly #context: CollectionContext;
  readonly #values: FieldReader;
  #opened: Promise<MongoCollection<Stored>> | undefined;

  constructor(context: CollectionContext) {
    this.#context = context;
    this.#values = fieldReader(context.shape.columns);
  }

  /** Resolves when its indexes are there. */
  async prepare(): Promise<void> {
    await this.#run(() => Promise.resolve());
  }

  async insert(document: D): Promise<void> {
    const { version } = document;
    if (!(Number.isSafeInteger(version) && version >= 1)) {
      throw this.#invalid(`insert needs version 1, or a later integer, not ${version}`);
    }
    const stored = this.#stored(document);
    await this.#run(async (collection) => {
      try {
        await collection.insertOne(stored);
      } catch (error) {
        if (!(await this.#isDuplicateOfItself(collection, stored, error))) throw error;
      }
    });
  }

  async replace(document: D): Promise<boolean> {
    if (!(document.version >= 2)) throw this.#invalid(`replace to version ${document.version}`);
    const stored = this.#stored(document);
    const { _id, version } = stored;
    return this.#run(async (collection, again) => {
      const { matchedCount } = await collection.replaceOne({ _id, version: version - 1 }, stored);
      if (matchedCount === 1) return true;
      const held = await heldBy(collection, _id);
      if (held?._write === stored._write) return true;
      if (again && !(held && held.version <= version)) throw this.#unknown();
      return false;
    });
  }

  async remove(id: string, version: number): Promise<boolean> {
    const _id = this.#id(id);
    return this.#run(async (collection, again) => {
      const { deletedCount } = await collection.deleteOne({ _id, version });
      if (deletedCount === 1) return true;
      const held = again ? await heldBy(collection, _id) : undefined;
      if (again && !(held && held.version > version)) throw this.#unknown();
      return false;
    });
  }

  async get(id: string): Promise<D | undefined> {
    const _id = this.#id(id);
    const found = await this.#run((collection) =>
      collection.findOne<D>({ _id }, { projection: PRIVATE, maxTimeMS: SERVER_TIMEOUT_MS }),
    );
    return found ?? undefined;
  }

  async find(query: IndexQuery): Promise<D[]> {
    const { limit } = query;
    if (!(Number.isInteger(limit) && limit >= 1 && limit <= MAX_PAGE)) {
      throw this.#invalid(`limit is ${limit}; allowed: 1 to ${MAX_PAGE}`);
    }
    const index = this.#context.shape.indexes.find(({ name }) => name === query.index);
    if (!index) throw this.#invalid(`there is no index ${JSON.stringify(query.index)}`);
    const filter = filterOf(index, query);
    const options = {
      hint: index.name,
      sort: sortOf(index, query),
      limit,
      batchSize: limit,
      projection: PRIVATE,
      maxTimeMS: SERVER_TIMEOUT_MS,
    };
    return this.#run((collection) => collection.find<D>(filter, options).toArray());
  }

  #run<T>(work: (collection: MongoCollection<Stored>, again: boolean) => Promise<T>): Promise<T> {
    const { attempts, shape } = this.#context;
    return attempts.run(shape.name, async (again) => work(await this.#open(), again));
  }

  #open(): Promise<MongoCollection<Stored>> {
    const { link, shape } = this.#context;
    this.#opened ??= link.collection(shape).catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  /** An earlier try of this very write may have been stored although its answer was lost. */
  async #isDuplicateOfItself(
    collection: MongoCollection<Stored>,
    stored: Stored,
    error: unknown,
  ): Promise<boolean> {
    const { error: refusal } = failureOf(error, this.#context.link.place, this.#context.shape.name);
    if (!isStoreError(refusal, 'duplicate')) return false;
    const held = await heldBy(collection, stored._id);
    if (held?._write === stored._write) return true;
    if (!held && refusal.index === '_id') throw this.#unknown();
    return false;
  }

  #stored(document: D): Stored {
    this.#id(document._id);
    this.#values(document);
    return storedOf(document, this.#context.nameWrite(), this.#context.shape.expiresAt);
  }

  #id(id: string): string {
    if (typeof id === 'string' && id.length >= 1 && id.length <= MAX_ID_LENGTH) return id;
    throw this.#invalid(`an _id must be a string of 1 to ${MAX_ID_LENGTH} characters`);
  }

  #invalid(reason: string): StoreError {
    return new StoreError('invalid', `${this.#context.shape.name}: ${reason}`);
  }

  #unknown(): StoreError {
    return new StoreError(
      'unavailable',
      `documents: ${this.#context.shape.name}: the answer to a write was lost, and the document has changed since`,
    );
  }
}

/** What a majority holds now: a read that is proved not to come from a primary that was deposed. */
function heldBy(
  collection: MongoCollection<Stored>,
  _id: string,
): Promise<Pick<Stored, '_id' | 'version' | '_write'> | null> {
  return collection.findOne(
    { _id },
    {
      projection: { version: 1, _write: 1 },
      readConcern: 'linearizable',
      maxTimeMS: SERVER_TIMEOUT_MS,
    },
  );
}
