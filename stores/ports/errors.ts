export type StoreErrorCode = 'unavailable' | 'duplicate' | 'invalid' | 'missing' | 'closed';

/** The only error that a store adapter rejects with. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  /** The unique index that refused, for `duplicate`; `_id` for the primary key. */
  readonly index: string | undefined;

  constructor(
    code: StoreErrorCode,
    message: string,
    options: { index?: string; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.index = options.index;
  }
}

export function isStoreError(error: unknown, code?: StoreErrorCode): error is StoreError {
  return error instanceof StoreError && (code === undefined || error.code === code);
}
