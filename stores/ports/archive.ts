/**
 * The archive port: objects that are written once and kept (S3 in production, a folder locally). Keys are
 * paths such as `use1/audit/us-east-1/000000000001.json`. What was put is never changed.
 *
 * Every method may reject with a StoreError: `unavailable`, or `missing` when there is no such object.
 */
export interface Archive {
  /**
   * Stores a whole object with its checksum. An object of that key with the same content is left as it is;
   * one with other content is refused with `duplicate`, as nothing in an archive changes.
   */
  put(key: string, body: Uint8Array, options?: PutOptions): Promise<Required<ArchivedObject>>;
  /** Reads an object, and rejects with `unavailable` when its bytes are not those that were put. */
  get(key: string): Promise<Uint8Array>;
  /** Keys that begin with `prefix`, in their order, a page at a time. */
  list(prefix: string): AsyncIterable<ArchivedObject>;
  close(): Promise<void>;
}

export interface PutOptions {
  /** Nobody shall change or delete it before (Unix milliseconds): S3 Object Lock. */
  readonly lockedUntil?: number;
  /** Governance can be lifted by whoever holds the permission, compliance by nobody; default governance. */
  readonly lockMode?: 'governance' | 'compliance';
}

export interface ArchivedObject {
  readonly key: string;
  readonly bytes: number;
  /** Lower-case hex SHA-256; absent where listing does not tell it. */
  readonly sha256?: string;
}
