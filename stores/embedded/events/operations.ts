import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { FrameError } from '../wire/frames.ts';
import type { Request } from '../wire/protocol.ts';

export const DECLARE_TOPIC = 1;
export const PUBLISH = 2;
export const JOIN = 3;
export const LEAVE = 4;
export const COMMIT = 5;
export const RELEASED = 6;
export const LAG = 7;
export const PING = 8;
export const HEARTBEAT = 9;

export const ASSIGNED = 1;
export const REVOKED = 2;
export const EVENTS = 3;

export const MAX_PARTITIONS = 1024;
export const MAX_VALUE_BYTES = 1024 * 1024;

const Head = [Type.Integer(), Type.Integer()] as const;
const Name = Type.String({ minLength: 1, maxLength: 128 });
const Partition = Type.Integer({ minimum: 0 });
const Member = Type.Integer({ minimum: 1 });
const Bytes = Type.Unsafe<Buffer>(Type.Refine(Type.Unknown(), Buffer.isBuffer));
const Batch = Type.Tuple([Name, Partition, Type.Integer({ minimum: 1 }), Bytes]);

const SHAPES = {
  [DECLARE_TOPIC]: Compile(
    Type.Tuple([
      ...Head,
      Name,
      Type.Integer({ minimum: 1, maximum: MAX_PARTITIONS }),
      Type.Integer({ minimum: 1 }),
    ]),
  ),
  [PUBLISH]: Compile(Type.Tuple([...Head, Type.Array(Batch)])),
  [JOIN]: Compile(
    Type.Tuple([...Head, Member, Name, Type.Array(Name), Type.Integer({ minimum: 1 })]),
  ),
  [LEAVE]: Compile(Type.Tuple([...Head, Member])),
  [COMMIT]: Compile(
    Type.Tuple([...Head, Member, Type.Array(Type.Tuple([Name, Partition, Partition]))]),
  ),
  [RELEASED]: Compile(Type.Tuple([...Head, Member, Name, Partition])),
  [LAG]: Compile(Type.Tuple([...Head, Name])),
  [PING]: Compile(Type.Tuple([...Head])),
  [HEARTBEAT]: Compile(Type.Tuple([...Head])),
} as const;

/** [topic, partition, count, packed keys and values] */
export type PublishedBatch = readonly [string, number, number, Buffer];

export type DeclareTopicRequest = readonly [
  id: number,
  operation: typeof DECLARE_TOPIC,
  name: string,
  partitions: number,
  retentionMs: number,
];
export type PublishRequest = readonly [
  id: number,
  operation: typeof PUBLISH,
  batches: readonly PublishedBatch[],
];
export type JoinRequest = readonly [
  id: number,
  operation: typeof JOIN,
  member: number,
  group: string,
  topics: readonly string[],
  window: number,
];
export type LeaveRequest = readonly [id: number, operation: typeof LEAVE, member: number];
export type CommitRequest = readonly [
  id: number,
  operation: typeof COMMIT,
  member: number,
  offsets: readonly (readonly [topic: string, partition: number, offset: number])[],
];
export type ReleasedRequest = readonly [
  id: number,
  operation: typeof RELEASED,
  member: number,
  topic: string,
  partition: number,
];
export type LagRequest = readonly [id: number, operation: typeof LAG, group: string];
export type BareRequest = readonly [id: number, operation: typeof PING | typeof HEARTBEAT];
export type EventsRequest =
  | DeclareTopicRequest
  | PublishRequest
  | JoinRequest
  | LeaveRequest
  | CommitRequest
  | ReleasedRequest
  | LagRequest
  | BareRequest;

function isEventsRequest(request: readonly unknown[]): request is EventsRequest {
  const operation = request[1];
  switch (operation) {
    case DECLARE_TOPIC:
    case PUBLISH:
    case JOIN:
    case LEAVE:
    case COMMIT:
    case RELEASED:
    case LAG:
    case PING:
    case HEARTBEAT:
      return SHAPES[operation].Check(request);
    default:
      return false;
  }
}

/** Throws FrameError on anything that no client of ours would send. */
export function eventsRequest(request: Request): EventsRequest {
  const fields: readonly unknown[] = request;
  if (isEventsRequest(fields)) return fields;
  throw new FrameError(`malformed events request ${String(request[1])}`);
}
