import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { MAX_KEY_LENGTH, MAX_TTL_MS, MAX_VALUE_LENGTH } from '../../cache-limits.ts';
import { FrameError } from '../wire/frames.ts';
import type { Request } from '../wire/protocol.ts';

export const GET = 1;
export const SET = 2;
export const DELETE = 3;
export const GET_FIELDS = 4;
export const SET_FIELD = 5;
export const DELETE_FIELD = 6;
export const INCREMENT = 7;
export const PING = 8;
/** Of the replication service. */
export const MERGE = 1;

const Head = [Type.Integer(), Type.Integer()] as const;
const Key = Type.String({ minLength: 1, maxLength: MAX_KEY_LENGTH });
const Value = Type.String({ maxLength: MAX_VALUE_LENGTH });
const Ttl = Type.Number({ exclusiveMinimum: 0, maximum: MAX_TTL_MS });

const SHAPES = {
  [GET]: Compile(Type.Tuple([...Head, Key])),
  [SET]: Compile(Type.Tuple([...Head, Key, Value, Ttl])),
  [DELETE]: Compile(Type.Tuple([...Head, Key])),
  [GET_FIELDS]: Compile(Type.Tuple([...Head, Key])),
  [SET_FIELD]: Compile(Type.Tuple([...Head, Key, Key, Value, Ttl])),
  [DELETE_FIELD]: Compile(Type.Tuple([...Head, Key, Key])),
  [INCREMENT]: Compile(Type.Tuple([...Head, Key, Type.Number(), Ttl])),
  [PING]: Compile(Type.Tuple([...Head])),
} as const;

export type CacheRequest =
  | readonly [number, typeof GET | typeof DELETE | typeof GET_FIELDS, key: string]
  | readonly [number, typeof SET, key: string, value: string, ttlMs: number]
  | readonly [number, typeof SET_FIELD, key: string, field: string, value: string, ttlMs: number]
  | readonly [number, typeof DELETE_FIELD, key: string, field: string]
  | readonly [number, typeof INCREMENT, key: string, by: number, ttlMs: number]
  | readonly [number, typeof PING];

function isCacheRequest(request: readonly unknown[]): request is CacheRequest {
  const operation = request[1];
  switch (operation) {
    case GET:
    case SET:
    case DELETE:
    case GET_FIELDS:
    case SET_FIELD:
    case DELETE_FIELD:
    case INCREMENT:
    case PING:
      return SHAPES[operation].Check(request);
    default:
      return false;
  }
}

/** Throws FrameError on anything that no client of ours would send. */
export function cacheRequest(request: Request): CacheRequest {
  const fields: readonly unknown[] = request;
  if (isCacheRequest(fields)) return fields;
  throw new FrameError(`malformed cache request ${String(request[1])}`);
}

export type MergeRequest = readonly [number, typeof MERGE, (readonly [string, Buffer])[]];

const Bytes = Type.Unsafe<Buffer>(Type.Refine(Type.Unknown(), Buffer.isBuffer));
const Merge = Compile(Type.Tuple([...Head, Type.Array(Type.Tuple([Key, Bytes]))]));

function isMergeRequest(request: readonly unknown[]): request is MergeRequest {
  return request[1] === MERGE && Merge.Check(request);
}

export function mergeRequest(request: Request): MergeRequest {
  const fields: readonly unknown[] = request;
  if (isMergeRequest(fields)) return fields;
  throw new FrameError('malformed replication request');
}
