/**
 * The one registry of what the HTTP API answers when it refuses (RFC 9457 `type`, `title`, `status`).
 * `code` is stable; `retryable` says whether the same request may succeed later without a change.
 */
export interface ErrorSpec {
  readonly status: number;
  readonly title: string;
  /** `{name}` is replaced by the value of that name. Never a person's number, a key or a token. */
  readonly detail: string;
  readonly retryable: boolean;
}

export const ERRORS = {
  'invalid-json': {
    status: 400,
    title: 'The body is not JSON',
    detail: 'The body could not be parsed as JSON: {reason}.',
    retryable: false,
  },
  'malformed-request': {
    status: 400,
    title: 'The request is not HTTP/1.1',
    detail: 'The request could not be read: {reason}. The connection is closed.',
    retryable: false,
  },
  'invalid-request': {
    status: 400,
    title: 'The request is not valid',
    detail: '{field}: {reason}.',
    retryable: false,
  },
  'invalid-msisdn': {
    status: 400,
    title: 'The number is not an MSISDN',
    detail: 'msisdn must be E.164: +, country code, 7 to 15 digits in all, nothing else.',
    retryable: false,
  },
  'message-too-long': {
    status: 400,
    title: 'The message does not fit one notification',
    detail: 'message and items take {bytes} bytes in an applet frame; {limit} are left for them.',
    retryable: false,
  },
  'callback-not-allowed': {
    status: 400,
    title: 'The callback URL is not allowed',
    detail: 'cbUrl: {reason}.',
    retryable: false,
  },
  'unsupported-grant-type': {
    status: 400,
    title: 'The grant type is not supported',
    detail: 'grant_type must be client_credentials (RFC 6749 section 4.4).',
    retryable: false,
  },
  unauthenticated: {
    status: 401,
    title: 'No valid access token',
    detail: '{reason}. Ask POST /oauth2/token for a token and send it as Authorization: Bearer.',
    retryable: false,
  },
  'invalid-client': {
    status: 401,
    title: 'Client authentication failed',
    detail: 'The client id or the client secret is wrong.',
    retryable: false,
  },
  'invalid-signature': {
    status: 401,
    title: 'The signature does not match',
    detail: 'X-Signature: {reason}.',
    retryable: false,
  },
  'timestamp-outside-window': {
    status: 401,
    title: 'The timestamp is outside the window',
    detail: 'X-Timestamp must be Unix seconds within {window} s of the server time.',
    retryable: false,
  },
  'dashboard-unauthenticated': {
    status: 401,
    title: 'No valid dashboard token',
    detail: '{reason}. Sign in at /dashboard/, or send the {token} as Authorization: Bearer.',
    retryable: false,
  },
  'sign-in-failed': {
    status: 401,
    title: 'The sign-in failed',
    detail: '{reason}. Begin again with a fresh token, or at your provider.',
    retryable: false,
  },
  'dashboard-forbidden': {
    status: 403,
    title: 'Your role does not allow this',
    detail: '{reason}. Ask an administrator of Tandem if you need it.',
    retryable: false,
  },
  'csrf-refused': {
    status: 403,
    title: 'The action was not proved to be yours',
    detail: '{reason}. Nothing was done; reload the page and try again.',
    retryable: false,
  },
  'customer-mismatch': {
    status: 403,
    title: 'The token belongs to another customer',
    detail: 'X-Customer-Id must be the customer that the access token was issued to.',
    retryable: false,
  },
  'not-found': {
    status: 404,
    title: 'There is no such resource',
    detail: '{what} does not exist, or belongs to another customer.',
    retryable: false,
  },
  'method-not-allowed': {
    status: 405,
    title: 'The method is not allowed here',
    detail: '{path} answers {allowed}.',
    retryable: false,
  },
  'request-timeout': {
    status: 408,
    title: 'The request took too long to arrive',
    detail: 'The request was not complete within {seconds} s. The connection is closed.',
    retryable: true,
  },
  'request-conflict': {
    status: 409,
    title: 'The requestId was used for another request',
    detail:
      'requestId was accepted before with a different body; a retry repeats the body exactly.',
    retryable: false,
  },
  'region-refused': {
    status: 409,
    title: 'The regions do not allow this now',
    detail: '{reason}.',
    retryable: false,
  },
  'local-refused': {
    status: 409,
    title: 'The local system does not allow this now',
    detail: '{reason}.',
    retryable: false,
  },
  'body-too-large': {
    status: 413,
    title: 'The body is too large',
    detail: 'The body may have at most {limit} bytes.',
    retryable: false,
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The media type is not supported',
    detail: 'Content-Type must be {allowed}.',
    retryable: false,
  },
  'rate-limited': {
    status: 429,
    title: 'Too many requests',
    detail: 'The limit of {limit} requests per second is used up; retry after {seconds} s.',
    retryable: true,
  },
  'headers-too-large': {
    status: 431,
    title: 'The headers are too large or too many',
    detail: 'A request may have at most {count} headers with {bytes} bytes together.',
    retryable: false,
  },
  'too-many-sign-ins': {
    status: 429,
    title: 'Too many failed sign-ins',
    detail: 'Too many wrong tokens came from this address; retry after {seconds} s.',
    retryable: true,
  },
  'too-many-streams': {
    status: 429,
    title: 'Too many pages follow this process',
    detail: 'At most {limit} live pages can be open at once; retry after {seconds} s.',
    retryable: true,
  },
  internal: {
    status: 500,
    title: 'Something went wrong here',
    detail: 'The cause is in the log under this request id.',
    retryable: true,
  },
  unavailable: {
    status: 503,
    title: 'This region cannot serve now',
    detail: '{reason}; nothing was confirmed. Retry with the same requestId.',
    retryable: true,
  },
  'action-not-recorded': {
    status: 503,
    title: 'The action could not be recorded',
    detail: 'The audit log does not take entries now, so nothing was done. Retry in a moment.',
    retryable: true,
  },
} as const satisfies Record<string, ErrorSpec>;

export type ErrorCode = keyof typeof ERRORS;

/** A refusal by its code; `detail` is the registry's template with `values` filled in. */
export class TandemError extends Error {
  override readonly name = 'TandemError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly retryable: boolean;

  constructor(
    code: ErrorCode,
    values: Readonly<Record<string, string | number>> = {},
    cause?: unknown,
  ) {
    const spec: ErrorSpec = ERRORS[code];
    const detail = spec.detail.replace(/\{(\w+)\}/g, (_, name: string) =>
      String(values[name] ?? name),
    );
    super(detail, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = spec.status;
    this.retryable = spec.retryable;
  }
}
