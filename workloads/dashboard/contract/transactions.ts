import { ID_PATTERN, MODELS, MSISDN_PATTERN, RESPONSE_TYPES } from '@tandem/core';
import { type Static, Type } from 'typebox';
import { closed, name, oneOf, time } from './shared.ts';

export const STATES = ['accepted', 'resolved', 'decided'] as const;
const requestId = () => Type.String({ minLength: 1, maxLength: 64 });

export const SummarySchema = Type.Object({
  transactionId: Type.String(),
  requestId: Type.String(),
  customerId: Type.String(),
  model: oneOf(MODELS),
  state: oneOf(STATES),
  acceptedAt: time(),
  deadline: time(),
  region: Type.String({ description: 'Where it was accepted.' }),
  responseType: Type.Optional(oneOf(RESPONSE_TYPES)),
  status: Type.Optional(Type.String()),
  decidedAt: Type.Optional(time()),
  decidedIn: Type.Optional(Type.String()),
  callback: Type.Optional(Type.String()),
});
export type Summary = Static<typeof SummarySchema>;

const CURSOR = `^[0-9]{1,16}\\.${ID_PATTERN.slice(1)}`;

const filters = {
  transactionId: Type.Optional(Type.String({ pattern: ID_PATTERN })),
  requestId: Type.Optional(requestId()),
  customerId: Type.Optional(name()),
  state: Type.Optional(oneOf(STATES)),
  responseType: Type.Optional(oneOf(RESPONSE_TYPES)),
  from: Type.Optional(time()),
  to: Type.Optional(time()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  after: Type.Optional(Type.String({ pattern: CURSOR })),
};

/** GET transactions. */
export const SearchSchema = Type.Object(filters, closed);
export type Search = Static<typeof SearchSchema>;

/**
 * POST transactions/search. All that is given must hold; the newest first. The number is hashed on
 * arrival, and is neither stored nor logged: it travels in a body, never in a URL.
 */
export const PrivateSearchSchema = Type.Object(
  {
    ...filters,
    msisdn: Type.Optional(Type.String({ pattern: MSISDN_PATTERN })),
    /** Where it was decided. */
    region: Type.Optional(name()),
  },
  closed,
);
export type PrivateSearch = Static<typeof PrivateSearchSchema>;

export const FoundSchema = Type.Object({
  transactions: Type.Array(SummarySchema),
  next: Type.Optional(Type.String({ description: 'Give it as `after` for the next page.' })),
});
export type Found = Static<typeof FoundSchema>;

export const TraceParamsSchema = Type.Object({ id: requestId() });
export type TraceParams = Static<typeof TraceParamsSchema>;
export const TraceQuerySchema = Type.Object(
  { customerId: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })) },
  closed,
);
export type TraceQuery = Static<typeof TraceQuerySchema>;

/** Who did a step of the life of a request. */
export const LANES = ['customer', 'tandem', 'smsc', 'handset'] as const;
export type Lane = (typeof LANES)[number];

export const TraceLineSchema = Type.Object({
  at: time(),
  region: Type.String(),
  /** Where it was recorded. */
  source: oneOf(['transaction', 'smsc', 'audit']),
  lane: oneOf(LANES),
  /** Stable name, such as `wake-up-claimed`; `title` is for people. */
  what: Type.String(),
  title: Type.String(),
  detail: Type.Optional(Type.String()),
  /** Of lines about one SMS. */
  sms: Type.Optional(
    Type.Object({
      attempt: Type.Optional(Type.Integer()),
      part: Type.Optional(Type.Integer()),
      /** SMPP sequence_number of its submit_sm. */
      sequence: Type.Optional(Type.Integer()),
      messageId: Type.String(),
      bind: Type.Optional(Type.String()),
      state: Type.Optional(Type.String()),
    }),
  ),
});
export type TraceLineDocument = Static<typeof TraceLineSchema>;

/** GET transactions/:id/trace. */
export const TraceSchema = Type.Object({
  transactionId: Type.String(),
  requestId: Type.String(),
  customerId: Type.String(),
  model: oneOf(MODELS),
  state: oneOf(STATES),
  acceptedAt: time(),
  deadline: time(),
  outcome: Type.Optional(
    Type.Object({
      responseType: oneOf(RESPONSE_TYPES),
      status: Type.String(),
      decidedAt: time(),
      region: Type.String(),
    }),
  ),
  callback: Type.Optional(
    Type.Object({
      state: oneOf(['pending', 'delivered', 'dead']),
      attempts: Type.Integer(),
      lastError: Type.Optional(Type.String()),
      deliveredAt: Type.Optional(time()),
      deadAt: Type.Optional(time()),
    }),
  ),
  /** Of every end that is not what the customer hoped for: docs/guides/support.md explains each name. */
  cause: Type.Optional(Type.Object({ name: Type.String(), sentence: Type.String() })),
  lines: Type.Array(TraceLineSchema),
  /** False: the audit log of that time was searched in part only. */
  complete: Type.Boolean(),
});
export type TraceDocument = Static<typeof TraceSchema>;
