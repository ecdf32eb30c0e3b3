import type { Clock } from '@tandem/core';
import { StoreError } from '../../ports/errors.ts';
import type { EngineConnection } from '../wire/engine-connection.ts';
import type { Admission, Arrival, Service } from '../wire/engine-server.ts';
import type { Request } from '../wire/protocol.ts';
import type { Catalog } from './catalog.ts';
import { clientOf } from './client-name.ts';
import type { Collection } from './collection.ts';
import type { Delivery, Faults } from './faults.ts';
import type { Folder } from './folder.ts';
import { type FieldValues, fieldReader } from './index-values.ts';
import {
  DECLARE,
  type DeclareRequest,
  type DocumentRequest,
  documentRequest,
  FIND,
  type FindRequest,
  GET,
  type GetRequest,
  HELLO,
  isWrite,
  PING,
  type WriteRequest,
} from './operations.ts';
import type { Partitions } from './partitions.ts';
import type { CollectionShape } from './schema.ts';
import type { Write, Writer } from './writer.ts';

/** A collection as one client declared it: its fields may be other ones than the engine's columns. */
interface Declared {
  readonly name: string;
  /** For each column of the engine, its position in the client's values; -1 where the client has none. */
  positions: readonly number[];
  collection: Collection;
  readonly fields: readonly string[];
}

/** A declaration that could not be carried out; one that the disk refused is tried again when used. */
interface Undeclared {
  readonly shape: CollectionShape;
  readonly error: StoreError;
}

type Handles = Map<number, Declared | Undeclared>;

/** A request other than a declaration: those have no answer and no fault touches them. */
export type Asked = Arrival<Exclude<DocumentRequest, DeclareRequest>>;

function isAsked(arrival: Arrival<DocumentRequest>): arrival is Asked {
  return arrival.request[1] !== DECLARE;
}

type Read = { connection: EngineConnection; request: GetRequest | FindRequest };

export interface DocumentsParts {
  readonly catalog: Catalog;
  readonly writer: Writer;
  readonly folder: Folder;
  readonly faults: Faults;
  readonly partitions: Partitions;
  readonly clock: Clock;
}

/** Serves documents: all writes of a turn are one group commit, then the turn's reads see them. */
export class DocumentsService implements Service<DocumentRequest> {
  readonly #parts: DocumentsParts;
  readonly #handles = new WeakMap<EngineConnection, Handles>();

  constructor(parts: DocumentsParts) {
    this.#parts = parts;
  }

  parse(request: Request): DocumentRequest {
    return documentRequest(request);
  }

  admit(details: unknown, hangUp: () => void): Admission {
    return this.#parts.partitions.admit(details, hangUp);
  }

  opened(connection: EngineConnection): void {
    this.#handles.set(connection, new Map());
    this.#parts.partitions.opened(connection);
  }

  closed(connection: EngineConnection): void {
    this.#parts.partitions.closed(connection);
  }

  execute(arrivals: readonly Arrival<DocumentRequest>[]): void {
    this.#parts.partitions.pass(arrivals, this.#arrived);
  }

  readonly #arrived = (arrivals: readonly Arrival<DocumentRequest>[]): void => {
    const asked: Asked[] = [];
    for (const arrival of arrivals) {
      if (isAsked(arrival)) asked.push(arrival);
      else if (arrival.request[1] === DECLARE) this.#declare(arrival.connection, arrival.request);
    }
    const { faults, writer } = this.#parts;
    if (faults.atWork) {
      for (const { connection, request } of asked) {
        if (isWrite(request)) writer.arrived(connection, request[0]);
      }
    }
    faults.pass(asked, this.#delivery);
  };

  readonly #delivery: Delivery = {
    describe: ({ connection, request }) => {
      const declared = this.#handles.get(connection)?.get(Number(request[2]));
      const collection = declared && ('shape' in declared ? declared.shape.name : declared.name);
      return { client: clientOf(connection.details), collection };
    },
    run: (arrivals) => this.#run(arrivals),
    refuse: (arrivals, error) => {
      for (const { connection, request } of arrivals) {
        if (isWrite(request)) this.#parts.writer.refused(connection, request[0]);
        connection.fail(request[0], error);
      }
    },
  };

  #run(arrivals: readonly Asked[]): void {
    const writes: Write[] = [];
    const reads: Read[] = [];
    const pings: Asked[] = [];
    for (const arrival of arrivals) {
      const { connection, request } = arrival;
      if (request[1] === HELLO) connection.answer(request[0], this.#parts.clock.now());
      else if (request[1] === PING) pings.push(arrival);
      else if (request[1] === GET || request[1] === FIND) reads.push({ connection, request });
      else this.#prepare(connection, request, writes);
    }
    if (writes.length > 0) this.#commit(writes);
    for (const { connection, request } of reads) this.#read(connection, request);
    for (const { connection, request } of pings) connection.answer(request[0], true);
  }

  #commit(writes: readonly Write[]): void {
    this.#parts.writer.commit(writes);
    // Memory that is full makes writers pay for the folding of as much as they write.
    this.#parts.folder.step(this.#parts.folder.overfull ? writes.length * 2 : 4);
  }

  #declare(connection: EngineConnection, request: DeclareRequest): void {
    const [, , handle, name, expiresAt, indexList] = request;
    const indexes = indexList.map(([indexName, fields, unique]) => ({
      name: indexName,
      fields,
      unique,
    }));
    const all = indexes.flatMap(({ fields }) => fields);
    const fields = [...new Set(expiresAt === null ? all : [...all, expiresAt])];
    const shape: CollectionShape = { name, columns: fields, indexes, expiresAt };
    this.#handles.get(connection)?.set(handle, this.#declared(shape));
  }

  #declared(shape: CollectionShape): Declared | Undeclared {
    try {
      const collection = this.#parts.catalog.declare(shape, () => this.#parts.folder.foldAll());
      const positions = positionsOf(collection, shape.columns);
      return { name: shape.name, positions, collection, fields: shape.columns };
    } catch (error) {
      if (error instanceof StoreError) return { shape, error };
      const message = `cannot create ${shape.name}: ${String(error)}`;
      return { shape, error: new StoreError('unavailable', message, { cause: error }) };
    }
  }

  #resolve(connection: EngineConnection, request: DocumentRequest): Declared {
    const handle = Number(request[2]);
    let declared = this.#handles.get(connection)?.get(handle);
    if (!declared) throw new StoreError('invalid', 'the collection was not declared');
    if ('error' in declared && declared.error.code === 'unavailable') {
      declared = this.#declared(declared.shape);
      this.#handles.get(connection)?.set(handle, declared);
    }
    if ('error' in declared) throw declared.error;
    const current = this.#parts.catalog.byId(declared.collection.id);
    if (current && current !== declared.collection) {
      declared.collection = current;
      declared.positions = positionsOf(current, declared.fields);
    }
    return declared;
  }

  #prepare(connection: EngineConnection, request: WriteRequest, writes: Write[]): void {
    try {
      const declared = this.#resolve(connection, request);
      const values = request.length === 7 ? columnValues(declared, request[5], request[6]) : [];
      writes.push({ connection, request, collection: declared.collection, values });
    } catch (error) {
      connection.fail(request[0], error);
    }
  }

  #read(connection: EngineConnection, request: GetRequest | FindRequest): void {
    try {
      const { collection } = this.#resolve(connection, request);
      if (request[1] === GET) {
        const body = collection.body(request[3]);
        connection.answerSized(request[0], body ?? null, (body?.length ?? 0) + 16);
        return;
      }
      const [id, , , index, equals, from, to, descending, limit, after] = request;
      const bound = after === null ? null : { values: after[0], id: after[1] };
      const find = { index, equals, from, to, descending, limit, after: bound };
      const bodies = collection.find(find);
      const bytes = bodies.reduce((sum, body) => sum + body.length, 16);
      connection.answerSized(id, bodies, bytes);
    } catch (error) {
      connection.fail(request[0], error);
    }
  }
}

function positionsOf(collection: Collection, fields: readonly string[]): readonly number[] {
  return collection.table.shape.columns.map((column) => fields.indexOf(column));
}

/** Only a client of another release lacks a column; then, and only then, the engine reads the body. */
function columnValues(declared: Declared, body: Buffer, values: FieldValues): FieldValues {
  const { positions } = declared;
  if (positions.includes(-1)) {
    return fieldReader(declared.collection.table.shape.columns)(JSON.parse(body.toString()));
  }
  if (values.length !== declared.fields.length) {
    throw new StoreError('invalid', `${declared.name}: ${values.length} index values sent`);
  }
  if (positions.every((position, at) => position === at)) return values;
  return positions.map((position) => values[position] ?? null);
}
