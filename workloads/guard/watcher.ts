import { type Collection, type Documents, isStoreError, type StoredDocument } from '@tandem/stores';

const WATCHERS = { name: 'region-guard-watchers', indexes: [] };

/**
 * Proves that documents take writes now. A standby may count the holder's silence only while the holder could
 * have renewed: during an election reads are answered and no renewal is possible.
 */
export class Watcher {
  readonly #documents: Collection<StoredDocument>;
  readonly #id: string;
  #version = 0;

  constructor(documents: Documents, region: string) {
    this.#documents = documents.collection<StoredDocument>(WATCHERS);
    this.#id = region;
  }

  /** Resolves once a write of this region was taken by a majority since the call; rejects as the store does. */
  async prove(): Promise<void> {
    const next = { _id: this.#id, version: this.#version + 1 };
    const written =
      this.#version > 0 ? await this.#documents.replace(next) : await this.#insert(next);
    if (written) {
      this.#version = next.version;
      return;
    }
    // Another process of this region wrote it, or this one unheard; the next proof starts from there.
    this.#version = (await this.#documents.get(this.#id))?.version ?? 0;
    const again = { _id: this.#id, version: this.#version + 1 };
    if (this.#version === 0) throw new Error(`the watcher of ${this.#id} was removed`);
    // To lose this race proves as much: what it lost to was written after the question.
    if (await this.#documents.replace(again)) this.#version = again.version;
  }

  async #insert(document: StoredDocument): Promise<boolean> {
    try {
      await this.#documents.insert(document);
      return true;
    } catch (error) {
      if (isStoreError(error, 'duplicate')) return false;
      throw error;
    }
  }
}
