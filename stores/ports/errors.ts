export type StoreErrorCode = 'unavailable' | 'duplicate' | 'invalid' | 'missing' | 'closed';

/** The only error that a store adapter rejects with. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  /** The unique index that refused, for `duplicate`; `_id` for the primary key. */
  readonly index: string | undefined;
  /** Of `unavailable`: waiting will not help, somebody has to change something. */
  readonly lasting: boolean;

  constructor(
    code: StoreErrorCode,
    message: string,
    options: { index?: string; cause?: unknown; lasting?: boolean } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.index = options.index;
    this.lasting = options.lasting ?? false;
  }
}

export function isStoreError(error: unknown, code?: StoreErrorCode): error is StoreError {
  return error instanceof StoreError && (code === undefined || error.code === code);
}
