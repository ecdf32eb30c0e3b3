import { StoreError } from '../../ports/errors.ts';
import type { Arrival, Service } from '../wire/engine-server.ts';
import type { Request } from '../wire/protocol.ts';
import { unpackEntry } from './codec.ts';
import {
  type CacheRequest,
  cacheRequest,
  DELETE,
  DELETE_FIELD,
  GET,
  GET_FIELDS,
  INCREMENT,
  type MergeRequest,
  mergeRequest,
  PING,
  SET,
  SET_FIELD,
} from './operations.ts';
import type { Replica } from './replica.ts';

export class CacheService implements Service<CacheRequest> {
  readonly #replica: Replica;

  constructor(replica: Replica) {
    this.#replica = replica;
  }

  parse(request: Request): CacheRequest {
    return cacheRequest(request);
  }

  execute(arrivals: readonly Arrival<CacheRequest>[]): void {
    for (const { connection, request } of arrivals) {
      try {
        const answer = this.#perform(request);
        const bytes = typeof answer === 'string' ? answer.length + 16 : 64;
        connection.answerSized(request[0], answer, bytes);
      } catch (error) {
        connection.fail(request[0], error);
      }
    }
  }

  #perform(request: CacheRequest): unknown {
    const replica = this.#replica;
    switch (request[1]) {
      case GET:
        return replica.get(request[2]) ?? null;
      case SET:
        return replica.set(request[2], request[3], request[4]);
      case DELETE:
        return replica.delete(request[2]);
      case GET_FIELDS:
        return [...replica.getFields(request[2])].flat();
      case SET_FIELD:
        return replica.setField(request[2], request[3], request[4], request[5]);
      case DELETE_FIELD:
        return replica.deleteField(request[2], request[3]);
      case INCREMENT:
        return replica.increment(request[2], request[3], request[4]);
      case PING:
        return true;
    }
  }
}

/** Where other replicas deliver what was written to them. */
export class ReplicationService implements Service<MergeRequest> {
  readonly #replica: Replica;
  readonly #isCut: () => boolean;

  constructor(replica: Replica, isCut: () => boolean) {
    this.#replica = replica;
    this.#isCut = isCut;
  }

  parse(request: Request): MergeRequest {
    return mergeRequest(request);
  }

  execute(arrivals: readonly Arrival<MergeRequest>[]): void {
    for (const { connection, request } of arrivals) {
      if (this.#isCut()) {
        connection.fail(request[0], new StoreError('unavailable', 'the regions are cut off'));
        continue;
      }
      for (const [key, bytes] of request[2]) {
        const entry = unpackEntry(bytes);
        if (entry) this.#replica.merge(key, entry);
      }
      connection.answer(request[0], true);
    }
  }
}
