import type {
  Collection,
  CollectionSpec,
  Documents,
  IndexQuery,
  StoredDocument,
} from '../../ports/documents.ts';
import { StoreError } from '../../ports/errors.ts';
import { EngineClient } from '../wire/engine-client.ts';
import { type FieldReader, fieldReader } from './index-values.ts';
import {
  DECLARE,
  FIND,
  GET,
  HELLO,
  INSERT,
  MAX_BODY_BYTES,
  MAX_ID_LENGTH,
  MAX_PAGE,
  PING,
  REMOVE,
  REPLACE,
} from './operations.ts';
import { type CollectionShape, shapeOf } from './schema.ts';

export interface ConnectDocumentsOptions {
  readonly socketPath: string;
  /** How long an operation waits for an engine that is away. Default 10 s. */
  readonly retryForMs?: number;
  /** Names this client to the engine: its region. Up to 64 characters. */
  readonly client?: string;
}

/** Connects in the background; the first operations wait for the engine as all others do. */
export function connectDocuments({ client: name, ...options }: ConnectDocumentsOptions): Documents {
  const declared: CollectionShape[] = [];
  const client = new EngineClient({
    ...options,
    ...(name === undefined ? {} : { details: { client: name } }),
    service: 'documents',
    title: 'documents',
    onConnected(send) {
      for (const [handle, shape] of declared.entries()) send(DECLARE, declaration(handle, shape));
    },
  });
  return {
    collection<D extends StoredDocument>(spec: CollectionSpec<D>): Collection<D> {
      const shape = shapeOf(spec);
      const handle = declared.push(shape) - 1;
      client.notify(DECLARE, declaration(handle, shape));
      return new EmbeddedCollection<D>(client, handle, shape);
    },
    async reach() {
      return { time: Number(await client.call(HELLO, [])) };
    },
    async ping() {
      await client.call(PING, []);
    },
    close() {
      client.close();
      return Promise.resolve();
    },
  };
}

function declaration(handle: number, shape: CollectionShape): readonly unknown[] {
  const indexes = shape.indexes.map(({ name, fields, unique }) => [name, fields, unique]);
  return [handle, shape.name, shape.expiresAt, indexes];
}

class EmbeddedCollection<D extends StoredDocument> implements Collection<D> {
  readonly #client: EngineClient;
  readonly #handle: number;
  readonly #name: string;
  readonly #values: FieldReader;

  constructor(client: EngineClient, handle: number, shape: CollectionShape) {
    this.#client = client;
    this.#handle = handle;
    this.#name = shape.name;
    this.#values = fieldReader(shape.columns);
  }

  async insert(document: D): Promise<void> {
    const { version } = document;
    if (!(Number.isSafeInteger(version) && version >= 1)) {
      throw this.#invalid(`insert needs version 1, or a later integer, not ${version}`);
    }
    await this.#put(INSERT, document);
  }

  async replace(document: D): Promise<boolean> {
    if (!(document.version >= 2)) throw this.#invalid(`replace to version ${document.version}`);
    return (await this.#put(REPLACE, document)) === true;
  }

  async remove(id: string, version: number): Promise<boolean> {
    return (await this.#client.call(REMOVE, [this.#handle, this.#id(id), version])) === true;
  }

  async get(id: string): Promise<D | undefined> {
    const body = await this.#client.call(GET, [this.#handle, this.#id(id)]);
    return body === null ? undefined : parse<D>(body);
  }

  async find(query: IndexQuery): Promise<D[]> {
    if (!(Number.isInteger(query.limit) && query.limit >= 1 && query.limit <= MAX_PAGE)) {
      throw this.#invalid(`limit is ${query.limit}; allowed: 1 to ${MAX_PAGE}`);
    }
    const bodies = await this.#client.call(FIND, [
      this.#handle,
      query.index,
      query.equals ?? [],
      query.from ?? null,
      query.to ?? null,
      query.order === 'descending',
      query.limit,
      query.after ? [query.after.values, query.after.id] : null,
    ]);
    return Array.isArray(bodies) ? bodies.map((body) => parse<D>(body)) : [];
  }

  #put(operation: number, document: D): Promise<unknown> {
    const body = Buffer.from(JSON.stringify(document));
    if (body.length > MAX_BODY_BYTES) {
      throw this.#invalid(`a document of ${body.length} bytes; at most ${MAX_BODY_BYTES}`);
    }
    const values = this.#values(document);
    const args = [this.#handle, this.#id(document._id), document.version, body, values];
    return this.#client.call(operation, args, body.length + 200);
  }

  #id(id: string): string {
    if (typeof id === 'string' && id.length >= 1 && id.length <= MAX_ID_LENGTH) return id;
    throw this.#invalid(`an _id must be a string of 1 to ${MAX_ID_LENGTH} characters`);
  }

  #invalid(reason: string): StoreError {
    return new StoreError('invalid', `${this.#name}: ${reason}`);
  }
}

/** The engine returns the JSON text that this same class once made from a D. */
function parse<D>(body: unknown): D {
  const document: D = JSON.parse(Buffer.isBuffer(body) ? body.toString() : String(body));
  return document;
}
