import {
  type Collection,
  type CollectionSpec,
  type Documents,
  type Reached,
  type StoredDocument,
  StoreError,
} from '@tandem/stores';

export interface DocumentsCall {
  readonly collection: string;
  readonly method: 'insert' | 'get' | 'find' | 'replace' | 'remove';
  /** The document's id, or the index of a `find`. */
  readonly target: string;
}

/**
 * `unavailable`: nothing happens. `lost-acknowledgement`: it happens, the caller hears `unavailable`.
 * `denied`: a replacement happens, but a retry inside the adapter met its own write and says false.
 */
export type DocumentsFault = 'unavailable' | 'lost-acknowledgement' | 'denied';

/** One region's connection to documents that others may share: it counts the calls and fails on demand. */
export class FaultyDocuments implements Documents {
  readonly calls: DocumentsCall[] = [];
  fault: (call: DocumentsCall) => DocumentsFault | undefined = () => undefined;
  readonly #shared: Documents;

  constructor(shared: Documents) {
    this.#shared = shared;
  }

  collection<D extends StoredDocument>(spec: CollectionSpec<D>): Collection<D> {
    const shared = this.#shared.collection(spec);
    const call = <T>(method: DocumentsCall['method'], target: string, effect: () => Promise<T>) =>
      this.#call({ collection: spec.name, method, target }, effect);
    return {
      insert: (document) => call('insert', document._id, () => shared.insert(document)),
      get: (id) => call('get', id, () => shared.get(id)),
      find: (query) => call('find', query.index, () => shared.find(query)),
      replace: (document) => call('replace', document._id, () => shared.replace(document)),
      remove: (id, version) => call('remove', id, () => shared.remove(id, version)),
    };
  }

  reach(): Promise<Reached> {
    return this.#call({ collection: '', method: 'get', target: 'reach' }, () =>
      this.#shared.reach(),
    );
  }

  ping(): Promise<void> {
    return this.#call({ collection: '', method: 'get', target: 'ping' }, () => this.#shared.ping());
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }

  /** The calls to one collection by one method. */
  count(collection: string, method: DocumentsCall['method']): number {
    return this.calls.filter((call) => call.collection === collection && call.method === method)
      .length;
  }

  async #call<T>(call: DocumentsCall, effect: () => Promise<T>): Promise<T> {
    this.calls.push(call);
    const fault = this.fault(call);
    // As with a real store, the effect never happens in the turn of the caller.
    await Promise.resolve();
    if (fault === 'unavailable') throw new StoreError('unavailable', 'documents do not answer');
    const result = await effect();
    if (fault === 'denied' && typeof result === 'boolean') return false as T;
    if (fault) throw new StoreError('unavailable', 'the acknowledgement was lost');
    return result;
  }
}
