import { MongoClient } from 'mongodb';
import {
  type MongoServer,
  type MongoServerOptions,
  startMongo,
} from '../../../test/engines/mongo.ts';
import type { CollectionSpec, Documents } from '../../ports/documents.ts';
import { isStoreError } from '../../ports/errors.ts';
import { connectMongoDocuments } from '../client.ts';
import type { ConnectMongoOptions } from '../options.ts';

export interface Note {
  readonly _id: string;
  readonly version: number;
  readonly text: string;
}

export const NOTES: CollectionSpec<Note> = { name: 'notes', indexes: [] };

export function note(_id: string, version = 1, text = ''): Note {
  return { _id, version, text };
}

/** Servers, clients and what else a test starts, ended in reverse. */
export class Bench {
  readonly #atEnd: (() => Promise<unknown>)[] = [];

  end(work: () => Promise<unknown>): void {
    this.#atEnd.push(work);
  }

  async server(options?: MongoServerOptions): Promise<MongoServer> {
    const server = await startMongo(options);
    this.end(() => server.stop());
    return server;
  }

  connect(options: ConnectMongoOptions): Documents {
    const documents = connectMongoDocuments(options);
    this.end(() => documents.close());
    return documents;
  }

  async clear(): Promise<void> {
    for (const end of this.#atEnd.splice(0).reverse()) await end();
  }
}

/** No member is primary for so long. */
export async function stepDown(server: MongoServer, seconds: number): Promise<void> {
  const client = new MongoClient(server.url, { directConnection: true });
  await client.db('admin').command({ replSetStepDown: seconds });
  await client.close();
}

/** The message of the StoreError `unavailable` that it must end with. */
export async function unavailable(work: Promise<unknown>): Promise<string> {
  const failure = await work.catch((error: unknown) => error);
  if (!isStoreError(failure, 'unavailable')) throw new Error(`not unavailable: ${String(failure)}`);
  return failure.message;
}
