import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { StoreError, type StoreErrorCode } from '../../ports/errors.ts';

export const PROTOCOL_VERSION = 1;

/** What a connection speaks, named in its first frame; an engine serves several on one socket. */
export type ServiceName = 'documents' | 'cache' | 'events' | 'replication';

/**
 * First frame from the client: ['tandem', version, service, session, details]. The engine answers
 * ['tandem', version] or ['refused', reason] and closes.
 *
 * Then the client sends [acknowledgedBelow, request, request, …], a request being [id, operation, …];
 * ids grow for as long as the session lives, across reconnections. The engine sends
 * [answer, answer, …], an answer being [id, 0, value], [id, 1, code, message, index] or, pushed without
 * having been asked, [0, kind, …].
 */
export type Request = readonly [id: number, operation: number, ...args: unknown[]];
export type Answer = readonly [id: number, status: number, ...rest: unknown[]];

export const STATUS_OK = 0;
export const STATUS_ERROR = 1;
/** The request id 0 marks what expects no answer. */
export const NO_REPLY = 0;

const Hello = Compile(
  Type.Tuple([
    Type.Literal('tandem'),
    Type.Integer(),
    Type.String({ maxLength: 32 }),
    Type.String({ minLength: 8, maxLength: 64 }),
    Type.Unknown(),
  ]),
);

export type HelloFrame = readonly [
  magic: 'tandem',
  version: number,
  service: string,
  session: string,
  details: unknown,
];

export function isHello(content: readonly unknown[]): content is HelloFrame {
  return Hello.Check(content);
}

export function isRequest(value: unknown): value is Request {
  return (
    Array.isArray(value) &&
    value.length >= 2 &&
    Number.isSafeInteger(value[0]) &&
    value[0] >= 0 &&
    typeof value[1] === 'number'
  );
}

export function isAnswer(value: unknown): value is Answer {
  return (
    Array.isArray(value) &&
    value.length >= 2 &&
    typeof value[0] === 'number' &&
    typeof value[1] === 'number'
  );
}

export function errorAnswer(id: number, error: StoreError): Answer {
  return [id, STATUS_ERROR, error.code, error.message, error.index ?? null];
}

const CODES: readonly string[] = ['unavailable', 'duplicate', 'invalid', 'missing', 'closed'];

function isCode(value: unknown): value is StoreErrorCode {
  return typeof value === 'string' && CODES.includes(value);
}

export function errorOf(answer: Answer): StoreError {
  const [, , code, message, index] = answer;
  return new StoreError(
    isCode(code) ? code : 'unavailable',
    typeof message === 'string' ? message : 'the engine gave no reason',
    typeof index === 'string' ? { index } : {},
  );
}
