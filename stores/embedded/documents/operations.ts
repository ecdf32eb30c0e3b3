import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { IndexValue } from '../../ports/documents.ts';
import { FrameError } from '../wire/frames.ts';
import type { Request } from '../wire/protocol.ts';

export const DECLARE = 1;
export const INSERT = 2;
export const REPLACE = 3;
export const REMOVE = 4;
export const GET = 5;
export const FIND = 6;
export const PING = 7;
/** Any member answers it, with its time. */
export const HELLO = 8;

export const MAX_ID_LENGTH = 512;
export const MAX_BODY_BYTES = 4 * 1024 * 1024;
export const MAX_PAGE = 10_000;

const Value = Type.Union([Type.String(), Type.Number()]);
const Values = Type.Array(Type.Union([Value, Type.Null()]), { maxItems: 256 });
const Head = [Type.Integer(), Type.Integer()] as const;
const Handle = Type.Integer({ minimum: 0 });
const Id = Type.String({ minLength: 1, maxLength: MAX_ID_LENGTH });
const Body = Type.Unsafe<Buffer>(Type.Refine(Type.Unknown(), Buffer.isBuffer));
const Version = Type.Integer({ minimum: 1 });
const Bound = Type.Union([Value, Type.Null()]);

const SHAPES = {
  [DECLARE]: Compile(
    Type.Tuple([
      ...Head,
      Handle,
      Type.String(),
      Type.Union([Type.String(), Type.Null()]),
      Type.Array(Type.Tuple([Type.String(), Type.Array(Type.String()), Type.Boolean()]), {
        maxItems: 64,
      }),
    ]),
  ),
  [INSERT]: Compile(Type.Tuple([...Head, Handle, Id, Version, Body, Values])),
  [REPLACE]: Compile(Type.Tuple([...Head, Handle, Id, Version, Body, Values])),
  [REMOVE]: Compile(Type.Tuple([...Head, Handle, Id, Version])),
  [GET]: Compile(Type.Tuple([...Head, Handle, Id])),
  [FIND]: Compile(
    Type.Tuple([
      ...Head,
      Handle,
      Type.String(),
      Type.Array(Value, { maxItems: 16 }),
      Bound,
      Bound,
      Type.Boolean(),
      Type.Integer({ minimum: 1, maximum: MAX_PAGE }),
      Type.Union([Type.Null(), Type.Tuple([Type.Array(Value, { maxItems: 16 }), Id])]),
    ]),
  ),
  [PING]: Compile(Type.Tuple([...Head])),
  [HELLO]: Compile(Type.Tuple([...Head])),
} as const;

export type DeclareRequest = readonly [
  id: number,
  operation: typeof DECLARE,
  handle: number,
  name: string,
  expiresAt: string | null,
  indexes: readonly (readonly [string, readonly string[], boolean])[],
];
export type PutRequest = readonly [
  id: number,
  operation: typeof INSERT | typeof REPLACE,
  handle: number,
  documentId: string,
  version: number,
  body: Buffer,
  values: readonly (IndexValue | null)[],
];
export type RemoveRequest = readonly [
  id: number,
  operation: typeof REMOVE,
  handle: number,
  documentId: string,
  version: number,
];
export type GetRequest = readonly [
  id: number,
  operation: typeof GET,
  handle: number,
  documentId: string,
];
export type FindRequest = readonly [
  id: number,
  operation: typeof FIND,
  handle: number,
  index: string,
  equals: readonly IndexValue[],
  from: IndexValue | null,
  to: IndexValue | null,
  descending: boolean,
  limit: number,
  after: readonly [values: readonly IndexValue[], id: string] | null,
];
export type PingRequest = readonly [id: number, operation: typeof PING];
export type HelloRequest = readonly [id: number, operation: typeof HELLO];
export type WriteRequest = PutRequest | RemoveRequest;
export type DocumentRequest =
  | DeclareRequest
  | WriteRequest
  | GetRequest
  | FindRequest
  | PingRequest
  | HelloRequest;

export function isWrite(request: DocumentRequest): request is WriteRequest {
  const [, operation] = request;
  return operation === INSERT || operation === REPLACE || operation === REMOVE;
}

function isDocumentRequest(request: readonly unknown[]): request is DocumentRequest {
  const operation = request[1];
  switch (operation) {
    case DECLARE:
    case INSERT:
    case REPLACE:
    case REMOVE:
    case GET:
    case FIND:
    case PING:
    case HELLO:
      return SHAPES[operation].Check(request);
    default:
      return false;
  }
}

/** Throws FrameError on anything that no client of ours would send. */
export function documentRequest(request: Request): DocumentRequest {
  const fields: readonly unknown[] = request;
  if (isDocumentRequest(fields)) return fields;
  throw new FrameError(`malformed documents request ${String(request[1])}`);
}
