/**
 * The documents port: the one arbiter of the system (MongoDB Atlas in production, the embedded engine
 * otherwise). Every write is majority-durable before it is acknowledged; only single documents are atomic.
 *
 * Every method may reject with a {@link StoreError}:
 * - `unavailable`: no answer within the adapter's bounded retries. A write may or may not have happened;
 *   the caller reads again and decides from what it finds.
 * - `duplicate`: a unique index (named in the error) already holds the key. Nothing was written.
 */
export interface Documents {
  collection<D extends StoredDocument>(spec: CollectionSpec<D>): Collection<D>;
  /**
   * Resolves when every collection that was asked for has its indexes; absent where that takes no time. Rejects with
   * `unavailable` while they are being built, and with `invalid` when one is there with another definition.
   */
  prepare?(): Promise<void>;
  /**
   * Greets any one member, whether or not it may write, and tells how it answered. What only tells whether
   * this process can reach the service: an election or a lost majority does not touch it.
   */
  reach(): Promise<Reached>;
  /**
   * A round trip that needs what a write needs, a primary with a majority: waits while a new one is being
   * elected, rejects with `unavailable` when there is none.
   */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface Reached {
  /** Unix milliseconds by the clock of the member that answered. */
  readonly time: number;
}

/** What every document carries. `version` starts at 1 and grows by one with each accepted replacement. */
export interface StoredDocument {
  readonly _id: string;
  readonly version: number;
}

export interface CollectionSpec<D extends StoredDocument> {
  readonly name: string;
  readonly indexes: readonly IndexSpec[];
  /**
   * Name of a top-level field with Unix milliseconds after which the document may be removed.
   * Removal is lazy (MongoDB's TTL monitor runs every 60 s), so code never relies on absence.
   */
  readonly expiresAt?: keyof D & string;
}

/**
 * Fields are dotted paths to strings or finite numbers. Every index is partial: a document that lacks
 * one of the fields (or has it null) is not in the index, and a unique index ignores it.
 */
export interface IndexSpec {
  readonly name: string;
  readonly fields: readonly string[];
  readonly unique?: boolean;
}

export type IndexValue = string | number;

export interface IndexQuery {
  readonly index: string;
  /** Equality on the leading fields of the index, in order. */
  readonly equals?: readonly IndexValue[];
  /** Inclusive bounds on the field after the `equals` ones. */
  readonly from?: IndexValue;
  readonly to?: IndexValue;
  /** By the index's fields, then by `_id`. Default `ascending`. */
  readonly order?: 'ascending' | 'descending';
  /** Required: nothing reads without a bound. */
  readonly limit: number;
  /** Continues after this document of an earlier page (its index values and `_id`). */
  readonly after?: { readonly values: readonly IndexValue[]; readonly id: string };
}

export interface Collection<D extends StoredDocument> {
  /**
   * Rejects with `duplicate` (index `_id` or a unique index). `document.version` is 1; that of a document that is
   * put back after it was lost is beyond all that it ever had, so that no late writer finds a version it knows.
   */
  insert(document: D): Promise<void>;
  get(id: string): Promise<D | undefined>;
  find(query: IndexQuery): Promise<D[]>;
  /**
   * Compare-and-set: writes `document` only where the stored version is `document.version - 1`.
   * Resolves to false (nothing written) when the document is absent or has another version.
   */
  replace(document: D): Promise<boolean>;
  /** Compare-and-delete. Resolves to false when absent or at another version. */
  remove(id: string, version: number): Promise<boolean>;
}
