import { ID_PATTERN, MODELS, RESPONSE_TYPES } from '@tandem/core';
import { type Static, type TSchema, Type } from 'typebox';

const oneOf = <const T extends string>(values: readonly T[]) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values] });
const time = () => Type.Integer({ description: 'Unix milliseconds.' });
const nullable = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);

export const SummarySchema = Type.Object({
  transactionId: Type.String(),
  requestId: Type.String(),
  customerId: Type.String(),
  model: oneOf(MODELS),
  state: oneOf(['accepted', 'resolved', 'decided']),
  acceptedAt: time(),
  deadline: time(),
  region: Type.String({ description: 'Where it was accepted.' }),
  responseType: Type.Optional(oneOf(RESPONSE_TYPES)),
  status: Type.Optional(Type.String()),
  decidedAt: Type.Optional(time()),
  callback: Type.Optional(Type.String()),
});
export type Summary = Static<typeof SummarySchema>;

export const SearchSchema = Type.Object(
  {
    transactionId: Type.Optional(Type.String({ pattern: ID_PATTERN })),
    requestId: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    customerId: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    state: Type.Optional(oneOf(['accepted', 'resolved', 'decided'])),
    responseType: Type.Optional(oneOf(RESPONSE_TYPES)),
    from: Type.Optional(time()),
    to: Type.Optional(time()),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    after: Type.Optional(Type.String({ pattern: `^[0-9]{1,16}\\.${ID_PATTERN.slice(1)}` })),
  },
  { additionalProperties: false },
);
export type Search = Static<typeof SearchSchema>;

export const FoundSchema = Type.Object({
  transactions: Type.Array(SummarySchema),
  next: Type.Optional(Type.String({ description: 'Give it as `after` for the next page.' })),
});
export type Found = Static<typeof FoundSchema>;

export const TraceParamsSchema = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) });
export type TraceParams = Static<typeof TraceParamsSchema>;
export const TraceQuerySchema = Type.Object(
  { customerId: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })) },
  { additionalProperties: false },
);
export type TraceQuery = Static<typeof TraceQuerySchema>;

export const EventsQuerySchema = Type.Object(
  { limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })) },
  { additionalProperties: false },
);
export type EventsQuery = Static<typeof EventsQuerySchema>;

export const PageQuerySchema = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    after: Type.Optional(Type.String({ pattern: ID_PATTERN })),
  },
  { additionalProperties: false },
);
export type PageQuery = Static<typeof PageQuerySchema>;

export const RetryParamsSchema = Type.Object({ id: Type.String({ pattern: ID_PATTERN }) });
export type RetryParams = Static<typeof RetryParamsSchema>;

export const BindSchema = Type.Object({
  bind: Type.String(),
  up: Type.Boolean(),
  inFlight: Type.Integer(),
});
export type BindState = Static<typeof BindSchema>;

const ProbeSchema = Type.Object({ name: Type.String(), up: Type.Boolean() });

/** Parts that could not be read now are null. */
export const StatusSchema = Type.Object({
  region: Type.String(),
  profile: Type.String(),
  now: time(),
  up: Type.Boolean(),
  reasons: Type.Array(Type.String()),
  guard: nullable(
    Type.Object({ epoch: Type.Integer(), holder: Type.String(), active: Type.Boolean() }),
  ),
  /** Of this process: stores and workloads. */
  probes: Type.Array(ProbeSchema),
  binds: Type.Array(BindSchema),
  queues: Type.Array(
    Type.Object({ group: Type.String(), topic: Type.String(), lag: Type.Integer() }),
  ),
  callbacks: Type.Object({ inFlight: Type.Integer(), waiting: Type.Integer() }),
  outcomes: nullable(
    Type.Object({
      sample: Type.Integer({ description: 'The newest transactions counted.' }),
      undecided: Type.Integer(),
      counts: Type.Record(Type.String(), Type.Integer()),
    }),
  ),
  recent: nullable(Type.Array(SummarySchema)),
});
export type Status = Static<typeof StatusSchema>;
