import {
  type Collection,
  type CollectionSpec,
  type Documents,
  type IndexQuery,
  type IndexValue,
  type Reached,
  type StoredDocument,
  StoreError,
} from '@tandem/stores';

export interface Operation {
  readonly collection: string;
  readonly kind: 'insert' | 'get' | 'find' | 'replace' | 'remove';
  readonly id?: string;
}

/**
 * The documents port in memory, for tests that inject the clock: same compare-and-set, unique keys and
 * partial indexes. `interfere` runs before each operation and may throw, wait or write on its own.
 */
export class MemoryDocuments implements Documents {
  interfere: (operation: Operation) => void | Promise<void> = () => undefined;
  /** The time that `reach` tells. */
  time: () => number = () => 0;
  readonly #collections = new Map<string, MemoryCollection<never>>();

  collection<D extends StoredDocument>(spec: CollectionSpec<D>): Collection<D> {
    const existing = this.#collections.get(spec.name);
    if (existing) return existing as unknown as Collection<D>;
    const made = new MemoryCollection<D>(spec, (operation) => this.interfere(operation));
    this.#collections.set(spec.name, made as unknown as MemoryCollection<never>);
    return made;
  }

  /** Every document of every collection as stored: what an attacker who reads the disk would see. */
  atRest(): string {
    return [...this.#collections.values()].flatMap((each) => each.texts()).join('\n');
  }

  /** Changes a stored document behind every rule, as a tamperer would. */
  tamper<D extends StoredDocument>(
    spec: CollectionSpec<D>,
    id: string,
    change: Partial<D> | 'remove',
  ): void {
    (this.collection(spec) as MemoryCollection<D>).tamper(id, change);
  }

  /** Makes every operation fail until the returned function is called. */
  cut(): () => void {
    const before = this.interfere;
    this.interfere = () => {
      throw new StoreError('unavailable', 'documents are cut off');
    };
    return () => {
      this.interfere = before;
    };
  }

  async reach(): Promise<Reached> {
    await this.interfere({ collection: '', kind: 'get' });
    return { time: this.time() };
  }

  async ping(): Promise<void> {
    await this.interfere({ collection: '', kind: 'get' });
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }
}

class MemoryCollection<D extends StoredDocument> implements Collection<D> {
  readonly #spec: CollectionSpec<D>;
  readonly #before: (operation: Operation) => void | Promise<void>;
  readonly #texts = new Map<string, string>();

  constructor(spec: CollectionSpec<D>, before: (operation: Operation) => void | Promise<void>) {
    this.#spec = spec;
    this.#before = before;
  }

  async insert(document: D): Promise<void> {
    await this.#before({ collection: this.#spec.name, kind: 'insert', id: document._id });
    if (!(document.version >= 1)) throw new StoreError('invalid', 'version must be 1 or later');
    if (this.#texts.has(document._id)) {
      throw new StoreError('duplicate', `${document._id} exists`, { index: '_id' });
    }
    this.#checkUnique(document);
    this.#texts.set(document._id, JSON.stringify(document));
  }

  async get(id: string): Promise<D | undefined> {
    await this.#before({ collection: this.#spec.name, kind: 'get', id });
    return this.#read(id);
  }

  async find(query: IndexQuery): Promise<D[]> {
    await this.#before({ collection: this.#spec.name, kind: 'find' });
    const index = this.#spec.indexes.find(({ name }) => name === query.index);
    if (!index) throw new StoreError('invalid', `no index ${query.index}`);
    const equals = query.equals ?? [];
    const sign = query.order === 'descending' ? -1 : 1;
    const key = (document: D) => index.fields.map((field) => valueAt(document, field));
    const rows = [...this.#texts.keys()].flatMap((id) => {
      const document = this.#read(id);
      const values = document && key(document);
      return document && values?.every((value) => value !== undefined)
        ? [{ document, key: [...(values as IndexValue[]), document._id] }]
        : [];
    });
    const bounded = rows.filter(({ key: values }) => {
      const bound = values[equals.length] as IndexValue;
      return (
        equals.every((value, i) => values[i] === value) &&
        (query.from === undefined || bound >= query.from) &&
        (query.to === undefined || bound <= query.to)
      );
    });
    bounded.sort((a, b) => sign * compare(a.key, b.key));
    const { after } = query;
    const past = after ? [...after.values, after.id] : undefined;
    const rest = past ? bounded.filter((row) => sign * compare(row.key, past) > 0) : bounded;
    return rest.slice(0, query.limit).map(({ document }) => document);
  }

  async replace(document: D): Promise<boolean> {
    await this.#before({ collection: this.#spec.name, kind: 'replace', id: document._id });
    if (this.#read(document._id)?.version !== document.version - 1) return false;
    this.#checkUnique(document);
    this.#texts.set(document._id, JSON.stringify(document));
    return true;
  }

  async remove(id: string, version: number): Promise<boolean> {
    await this.#before({ collection: this.#spec.name, kind: 'remove', id });
    return this.#read(id)?.version === version && this.#texts.delete(id);
  }

  texts(): string[] {
    return [...this.#texts.values()];
  }

  tamper(id: string, change: Partial<D> | 'remove'): void {
    if (change === 'remove') this.#texts.delete(id);
    else this.#texts.set(id, JSON.stringify({ ...this.#read(id), ...change }));
  }

  #read(id: string): D | undefined {
    const text = this.#texts.get(id);
    return text === undefined ? undefined : (JSON.parse(text) as D);
  }

  #checkUnique(document: D): void {
    for (const { name, fields, unique } of this.#spec.indexes) {
      const own = fields.map((field) => valueAt(document, field));
      if (!unique || own.includes(undefined)) continue;
      for (const id of this.#texts.keys()) {
        const other = this.#read(id);
        if (!other || id === document._id) continue;
        if (fields.every((field, i) => valueAt(other, field) === own[i])) {
          throw new StoreError('duplicate', `${name} is taken`, { index: name });
        }
      }
    }
  }
}

function valueAt(document: unknown, path: string): IndexValue | undefined {
  let value: unknown = document;
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}

function compare(a: readonly IndexValue[], b: readonly IndexValue[]): number {
  for (let i = 0; i < a.length; i += 1) {
    const [left, right] = [a[i] as IndexValue, b[i] as IndexValue];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}
