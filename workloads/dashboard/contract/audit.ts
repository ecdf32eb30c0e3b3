import { ID_PATTERN } from '@tandem/core';
import { type Static, Type } from 'typebox';
import { closed, name, oneOf, time } from './shared.ts';

export const EventsQuerySchema = Type.Object(
  { limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })) },
  closed,
);
export type EventsQuery = Static<typeof EventsQuerySchema>;

/** GET audit/entries. */
export const EntriesQuerySchema = Type.Object(
  {
    region: name(),
    /** `actions`: only what people did. */
    kind: Type.Optional(oneOf(['all', 'actions'])),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    after: Type.Optional(Type.String({ pattern: '^[0-9]{1,12}\\.[0-9]{1,6}$' })),
  },
  closed,
);
export type EntriesQuery = Static<typeof EntriesQuerySchema>;

/** One entry of a region's chain. `detail` never names a person but the one who acted. */
export const AuditEntrySchema = Type.Object({
  /** Position: segment and line. */
  segment: Type.Integer(),
  line: Type.Integer(),
  topic: Type.String(),
  at: time(),
  type: Type.String(),
  region: Type.String(),
  transactionId: Type.Optional(Type.String()),
  customerId: Type.Optional(Type.String()),
  responseType: Type.Optional(Type.String()),
  detail: Type.Optional(Type.String()),
  /** Of what a person did. */
  action: Type.Optional(
    Type.Object({
      actor: Type.String(),
      role: Type.String(),
      name: Type.String(),
      target: Type.String(),
      reason: Type.Optional(Type.String()),
      result: Type.String(),
    }),
  ),
});
export type AuditEntry = Static<typeof AuditEntrySchema>;

/** The newest first; `next` goes on in the same region. A page may be empty and still have a `next`. */
export const EntriesSchema = Type.Object({
  entries: Type.Array(AuditEntrySchema),
  next: Type.Optional(Type.String()),
});
export type Entries = Static<typeof EntriesSchema>;

/** GET audit/export: JSON lines, streamed; the last is `{"end":true,"entries":n}`. */
export const ExportQuerySchema = Type.Object({ region: name() }, closed);
export type ExportQuery = Static<typeof ExportQuerySchema>;

/** GET audit/verify. */
export const VerifiedSchema = Type.Object({
  valid: Type.Boolean(),
  chains: Type.Array(
    Type.Object({
      region: Type.String(),
      valid: Type.Boolean(),
      segments: Type.Integer(),
      entries: Type.Integer(),
      head: Type.Object({ seq: Type.Integer(), hash: Type.String() }),
      sealed: Type.Optional(
        Type.Object({ seq: Type.Integer(), epoch: Type.Integer(), at: time() }),
      ),
      breach: Type.Optional(Type.Object({ segment: Type.Integer(), reason: Type.String() })),
    }),
  ),
});
export type Verified = Static<typeof VerifiedSchema>;

/** GET callbacks: the dead letters. */
export const PageQuerySchema = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    after: Type.Optional(Type.String({ pattern: ID_PATTERN })),
  },
  closed,
);
export type PageQuery = Static<typeof PageQuerySchema>;

export const DeadLettersSchema = Type.Object({
  callbacks: Type.Array(
    Type.Object({
      transactionId: Type.String(),
      requestId: Type.String(),
      customerId: Type.String(),
      responseType: Type.String(),
      attempts: Type.Integer(),
      lastError: Type.String(),
      deadAt: time(),
    }),
  ),
  next: Type.Optional(Type.String()),
});
export type DeadLetters = Static<typeof DeadLettersSchema>;

export const RetryParamsSchema = Type.Object({ id: Type.String({ pattern: ID_PATTERN }) });
export type RetryParams = Static<typeof RetryParamsSchema>;
