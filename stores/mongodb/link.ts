import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContext } from 'node:tls';
import type * as Driver from 'mongodb';
import type { Collection, Db, Document, MongoClient, MongoClientOptions } from 'mongodb';
import type { CollectionShape } from '../embedded/documents/schema.ts';
import { StoreError } from '../ports/errors.ts';
import { ensureIndexes } from './indexes.ts';
import {
  asksForTls,
  type ConnectMongoOptions,
  checkedRetryMs,
  DEFAULT_VARIABLE,
  optionsIn,
  parseMongoUrl,
} from './options.ts';
import type { Stored } from './stored.ts';

/** A member that is silent for longer counts as lost, and what waits for it is tried at another. */
const CONNECT_TIMEOUT_MS = 3_000;
const HEARTBEAT_MS = 2_000;
/** Waiting for a primary ends with what is wrong with each member, and begins again. */
const SELECTION_MS = 2_000;
/** The server gives up waiting for a majority; the write may still reach it. */
export const SERVER_TIMEOUT_MS = 8_000;
const MAX_CONNECTIONS = 100;
const PING_COLLECTION = 'ping';

/** The driver's client, made when it is first needed, and what every operation asks of it. */
export class MongoLink {
  readonly place: { readonly hosts: string; readonly variable: string };
  readonly #options: ConnectMongoOptions;
  readonly #database: string;
  #opening: Promise<Db> | undefined;
  #client: MongoClient | undefined;

  /** Throws StoreError `invalid` when the URL is none, or one that would lose something. */
  constructor(options: ConnectMongoOptions) {
    const variable = options.variable ?? DEFAULT_VARIABLE;
    const { hosts, database } = parseMongoUrl(options.url, variable);
    this.place = { hosts, variable };
    this.#options = options;
    this.#database = database;
  }

  /** With its indexes, which take a while to build over documents that are there. */
  async collection(shape: CollectionShape): Promise<Collection<Stored>> {
    const collection = this.#majority(await this.database(), shape.name);
    await ensureIndexes(collection, shape);
    return collection;
  }

  /** Needs a majority: the primary proves that it still is one before it answers. */
  async askMajority(): Promise<void> {
    const collection = this.#majority(await this.database(), PING_COLLECTION);
    await collection.findOne(
      { _id: 'ping' },
      { readConcern: 'linearizable', maxTimeMS: SERVER_TIMEOUT_MS },
    );
  }

  database(): Promise<Db> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async close(): Promise<void> {
    await this.#client?.close();
  }

  /** The package is loaded only here: a process without MongoDB does not pay for it. */
  async #open(): Promise<Db> {
    const client = this.#make(await import('mongodb'));
    this.#client = client;
    try {
      const database = client.db(this.#database);
      const hello = await greet(database);
      if (hello.setName !== undefined || hello.msg === 'isdbgrid') return database;
    } catch (error) {
      await client.close();
      throw error;
    }
    await client.close();
    const { hosts, variable } = this.place;
    throw new StoreError(
      'invalid',
      `documents: ${variable}: not a replica set, so it can promise no majority; at ${hosts}`,
    );
  }

  /** The driver quotes what it was given, a password perhaps: its own words are not repeated. */
  #make({ MongoClient }: Pick<typeof Driver, 'MongoClient'>): MongoClient {
    try {
      return new MongoClient(this.#options.url, clientOptions(this.#options));
    } catch (error) {
      if (error instanceof StoreError) throw error;
      const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
      const kind =
        typeof code === 'string' ? code : error instanceof Error ? error.name : 'unknown';
      const reason = 'an option of the URL is not known, or not as the driver wants it: correct it';
      throw new StoreError('invalid', `documents: ${this.place.variable}: ${reason} (${kind})`);
    }
  }

  #majority(database: Db, name: string): Collection<Stored> {
    return database.collection<Stored>(name, {
      readPreference: 'primary',
      readConcern: { level: 'majority' },
      writeConcern: { w: 'majority', journal: true, wtimeoutMS: SERVER_TIMEOUT_MS },
    });
  }
}

/** By any member: a command goes to the primary unless it says otherwise. */
export function greet(database: Db): Promise<Document> {
  return database.command({ hello: 1 }, { readPreference: 'nearest' });
}

function clientOptions(options: ConnectMongoOptions): MongoClientOptions {
  const retryForMs = checkedRetryMs(options.retryForMs);
  const secureContext = secureContextOf(options);
  return {
    // The first connection may be to any member; documents are read from the primary (see #majority).
    readPreference: 'nearest',
    retryWrites: true,
    retryReads: true,
    ignoreUndefined: true,
    maxPoolSize: options.maxConnections ?? MAX_CONNECTIONS,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    heartbeatFrequencyMS: HEARTBEAT_MS,
    serverSelectionTimeoutMS: Math.max(1, Math.min(SELECTION_MS, retryForMs / 2)),
    waitQueueTimeoutMS: Math.max(1, retryForMs),
    ...(options.client === undefined ? {} : { appName: `tandem ${options.client}` }),
    ...(secureContext === undefined ? {} : { secureContext }),
  };
}

/** TLS 1.2 or later, whatever Node was told to accept. */
function secureContextOf({
  url,
  ca,
  variable = DEFAULT_VARIABLE,
}: ConnectMongoOptions): SecureContext | undefined {
  if (!asksForTls(url)) return undefined;
  const given = optionsIn(url);
  const passphrase = given.get('tlscertificatekeyfilepassword');
  const authorities = ca ?? fileOf(given, 'tlsCAFile', variable);
  const pair = fileOf(given, 'tlsCertificateKeyFile', variable);
  return createSecureContext({
    minVersion: 'TLSv1.2',
    ...(authorities === undefined ? {} : { ca: authorities }),
    ...(pair === undefined ? {} : { cert: pair, key: pair }),
    ...(passphrase === undefined ? {} : { passphrase }),
  });
}

function fileOf(
  given: ReadonlyMap<string, string>,
  option: string,
  variable: string,
): string | undefined {
  const path = given.get(option.toLowerCase());
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    const message = `documents: ${variable}: ${option} names ${path}, which cannot be read: ${code}`;
    throw new StoreError('invalid', message);
  }
}
