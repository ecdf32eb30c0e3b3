import {
  type Collection,
  type CollectionSpec,
  type Documents,
  type IndexQuery,
  type IndexSpec,
  type IndexValue,
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

/** What all regions share: the documents themselves. */
export class MemoryStore {
  readonly collections = new Map<string, Map<string, StoredDocument>>();

  of(name: string): Map<string, StoredDocument> {
    const known = this.collections.get(name);
    if (known) return known;
    const made = new Map<string, StoredDocument>();
    this.collections.set(name, made);
    return made;
  }
}

/** One region's connection to the shared documents, with faults on demand. */
export class MemoryDocuments implements Documents {
  readonly #store: MemoryStore;
  readonly calls: DocumentsCall[] = [];
  fault: (call: DocumentsCall) => DocumentsFault | undefined = () => undefined;

  constructor(store: MemoryStore = new MemoryStore()) {
    this.#store = store;
  }

  collection<D extends StoredDocument>(spec: CollectionSpec<D>): Collection<D> {
    const rows = this.#store.of(spec.name) as Map<string, D>;
    const call = <T>(
      method: DocumentsCall['method'],
      target: string,
      effect: () => T,
      denied?: T,
    ): Promise<T> => this.#call({ collection: spec.name, method, target }, effect, denied);
    return {
      insert: (document) =>
        call('insert', document._id, () => {
          refuseDuplicates(spec, rows, document);
          rows.set(document._id, structuredClone(document));
        }),
      get: (id) => call('get', id, () => structuredClone(rows.get(id))),
      find: (query) => call('find', query.index, () => structuredClone(select(spec, rows, query))),
      replace: (document) =>
        call(
          'replace',
          document._id,
          () => {
            if (rows.get(document._id)?.version !== document.version - 1) return false;
            refuseDuplicates(spec, rows, document);
            rows.set(document._id, structuredClone(document));
            return true;
          },
          false,
        ),
      remove: (id, version) =>
        call('remove', id, () => rows.get(id)?.version === version && rows.delete(id), false),
    };
  }

  async ping(): Promise<void> {
    await this.#call({ collection: '', method: 'get', target: 'ping' }, () => undefined);
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }

  async #call<T>(call: DocumentsCall, effect: () => T, denied?: T): Promise<T> {
    this.calls.push(call);
    const fault = this.fault(call);
    // As with a real store, the effect never happens in the turn of the caller.
    await Promise.resolve();
    if (fault === 'unavailable') throw new StoreError('unavailable', 'documents do not answer');
    const result = effect();
    if (fault === 'denied' && denied !== undefined) return denied;
    if (fault) throw new StoreError('unavailable', 'the acknowledgement was lost');
    return result;
  }
}

function refuseDuplicates<D extends StoredDocument>(
  spec: CollectionSpec<D>,
  rows: ReadonlyMap<string, D>,
  document: D,
): void {
  if (document.version === 1 && rows.has(document._id)) {
    throw new StoreError('duplicate', `${spec.name} has this id`, { index: '_id' });
  }
  for (const index of spec.indexes.filter(({ unique }) => unique)) {
    const values = valuesOf(index, document);
    if (!values) continue;
    for (const row of rows.values()) {
      if (row._id !== document._id && compare(valuesOf(index, row) ?? [], values) === 0) {
        throw new StoreError('duplicate', `${spec.name} holds this key`, { index: index.name });
      }
    }
  }
}

function select<D extends StoredDocument>(
  spec: CollectionSpec<D>,
  rows: ReadonlyMap<string, D>,
  query: IndexQuery,
): D[] {
  const index = spec.indexes.find(({ name }) => name === query.index);
  if (!index) throw new StoreError('invalid', `${spec.name} has no index ${query.index}`);
  const { equals = [], from, to, after, limit } = query;
  const sign = query.order === 'descending' ? -1 : 1;
  return [...rows.values()]
    .flatMap((row) => {
      const values = valuesOf(index, row);
      return values ? [{ row, key: [...values, row._id] }] : [];
    })
    .filter(({ key }) => {
      const bounded = key[equals.length];
      return (
        equals.every((value, i) => key[i] === value) &&
        (from === undefined || (bounded !== undefined && bounded >= from)) &&
        (to === undefined || (bounded !== undefined && bounded <= to)) &&
        (!after || sign * compare(key, [...after.values, after.id]) > 0)
      );
    })
    .sort((a, b) => sign * compare(a.key, b.key))
    .slice(0, limit)
    .map(({ row }) => row);
}

function valuesOf(index: IndexSpec, document: StoredDocument): IndexValue[] | undefined {
  const values: IndexValue[] = [];
  for (const path of index.fields) {
    let value: unknown = document;
    for (const name of path.split('.')) {
      value = (value as Record<string, unknown> | null | undefined)?.[name];
    }
    if (typeof value !== 'string' && typeof value !== 'number') return undefined;
    values.push(value);
  }
  return values;
}

function compare(a: readonly IndexValue[], b: readonly IndexValue[]): number {
  if (a.length !== b.length) return a.length - b.length;
  for (const [i, value] of a.entries()) {
    const other = b[i];
    if (other === undefined || value === other) continue;
    return value < other ? -1 : 1;
  }
  return 0;
}
