import { STATUS_CODES } from 'node:http';
import { ERRORS, type ErrorCode, type ErrorSpec, TandemError } from '@tandem/core';
import { isStoreError } from '@tandem/stores';
import type { FastifyError } from 'fastify';
import { describeInvalid } from './invalid-field.ts';

export const PROBLEM_TYPE = 'application/problem+json';

/** RFC 9457; `code` and `retryable` are our extensions. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly instance?: string;
}

/** The body of a refusal, as it goes on the wire. */
export function problemBody(error: TandemError, requestId?: string): string {
  const spec: ErrorSpec = ERRORS[error.code];
  const problem: Problem = {
    type: `urn:tandem:problem:${error.code}`,
    title: spec.title,
    status: spec.status,
    detail: error.message,
    code: error.code,
    retryable: spec.retryable,
    ...(requestId === undefined ? {} : { instance: `urn:tandem:request:${requestId}` }),
  };
  return JSON.stringify(problem);
}

/** A whole response for a connection that never became a request. */
export function rawProblemResponse(error: TandemError): string {
  const body = problemBody(error);
  return [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? ''}`,
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}

export interface RefusalContext {
  readonly bodyLimit: number;
  /** What the route takes, for 415. */
  readonly mediaType: string;
}

/** The registered refusal that an error of the server, of a store or of the code means. */
export function asRefusal(error: unknown, context: RefusalContext): TandemError {
  if (error instanceof TandemError) return error;
  if (isStoreError(error, 'unavailable')) {
    return new TandemError('unavailable', { reason: 'The documents do not answer' }, error);
  }
  if (!isFastifyError(error)) return new TandemError('internal', {}, error);
  if (error.validation) return describeInvalid(error);
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new TandemError('body-too-large', { limit: context.bodyLimit });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_ERR_CTP_INVALID_TYPE':
      return new TandemError('unsupported-media-type', { allowed: context.mediaType });
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new TandemError('invalid-json', { reason: 'it is empty' });
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return new TandemError('invalid-json', { reason: 'its syntax is wrong' });
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new TandemError('malformed-request', {
        reason: 'the body is not as long as Content-Length says',
      });
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_ASYNC_CONSTRAINT':
      return new TandemError('malformed-request', { reason: 'the path is not a valid one' });
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new TandemError('not-found', { what: 'This path' });
    default:
      return new TandemError('internal', {}, error);
  }
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && ('validation' in error || 'code' in error);
}
