import { type Fenced, fencedChange, stampEpoch } from '@tandem/core';
import { type Collection, isStoreError, type StoredDocument } from '@tandem/stores';

/** A document that belongs to singleton work: a cursor, a seal. */
export interface Guarded extends StoredDocument, Fenced {}

/** Another region was promoted: this one must stop its guarded work. The store has refused a write. */
export class StaleEpochError extends Error {
  override readonly name = 'StaleEpochError';
  /** The guarded document. */
  readonly document: string;
  /** Of the writer, and of the document. */
  readonly epoch: number;
  readonly held: number;

  constructor(document: string, epoch: number, held: number) {
    super(`${document} is held by epoch ${held}; a write under epoch ${epoch} is refused`);
    this.document = document;
    this.epoch = epoch;
    this.held = held;
  }
}

const MAX_RACES = 16;

/** One guarded document and the only two ways to write it: stamp it on promotion, change it under an epoch. */
export class GuardedDocument<D extends Guarded> {
  readonly #collection: Collection<D>;
  readonly #initial: Omit<D, 'version' | 'epoch'>;
  readonly #id: string;

  constructor(collection: Collection<D>, initial: Omit<D, 'version' | 'epoch'>) {
    this.#collection = collection;
    this.#initial = initial;
    this.#id = String(Reflect.get(initial, '_id'));
  }

  get id(): string {
    return this.#id;
  }

  read(): Promise<D | undefined> {
    return this.#collection.get(this.#id);
  }

  /** Makes `epoch` the one that may write; creates the document on the first promotion of all. */
  async stamp(epoch: number): Promise<void> {
    for (let race = 0; race < MAX_RACES; race += 1) {
      const current = await this.read();
      if (!current) {
        if (await this.#create(epoch)) return;
        continue;
      }
      if (current.epoch === epoch) return;
      const stamped = stampEpoch(current, epoch);
      if (stamped.kind === 'stale-epoch') throw new StaleEpochError(this.#id, epoch, stamped.held);
      if (await this.#collection.replace(stamped.document)) return;
    }
    throw new Error(`${this.#id} lost ${MAX_RACES} races while it was being stamped`);
  }

  /**
   * Writes `change` over `current`, the version that the work started from. `undefined` when a sibling of
   * the same epoch wrote first: read again. Rejects with StaleEpochError when the epoch has passed on.
   */
  async change(
    current: D,
    epoch: number,
    change: Partial<Omit<D, keyof Fenced | '_id'>>,
  ): Promise<D | undefined> {
    const next = fencedChange(current, epoch, change);
    if (next.kind === 'stale-epoch') throw new StaleEpochError(this.#id, epoch, next.held);
    if (await this.#collection.replace(next.document)) return next.document;
    const now = await this.read();
    if (now && now.epoch !== epoch) throw new StaleEpochError(this.#id, epoch, now.epoch);
    return undefined;
  }

  async #create(epoch: number): Promise<boolean> {
    try {
      await this.#collection.insert({ ...this.#initial, version: 1, epoch } as D);
      return true;
    } catch (error) {
      if (isStoreError(error, 'duplicate')) return false;
      throw error;
    }
  }
}
