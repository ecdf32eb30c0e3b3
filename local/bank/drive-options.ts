import { MODELS } from '@tandem/core';
import { type Static, Type } from 'typebox';
import { PERSONA_NAMES } from '../carrier/personas.ts';

const mixOf = <const K extends string>(names: readonly K[]) =>
  Type.Unsafe<{ readonly [Name in K]?: number }>(
    Type.Object(
      Object.fromEntries(names.map((name) => [name, Type.Optional(Type.Number({ minimum: 0 }))])),
      { additionalProperties: false, minProperties: 1 },
    ),
  );

const common = {
  /** Weights by the region that clients are nearest to; default: the edge decides. */
  places: Type.Optional(
    Type.Unsafe<Readonly<Record<string, number>>>(
      Type.Record(Type.String({ pattern: '^[a-z0-9-]{1,64}$' }), Type.Number({ minimum: 0 }), {
        minProperties: 1,
        maxProperties: 8,
      }),
    ),
  ),
  /** A part of the accepted requests is sent once more, through another place when there is one. */
  repeats: Type.Optional(
    Type.Object(
      {
        share: Type.Number({ minimum: 0, maximum: 1 }),
        /** Later than the answer, at the most. */
        withinMs: Type.Optional(Type.Integer({ minimum: 1, maximum: 600_000 })),
      },
      { additionalProperties: false },
    ),
  ),
  /** Accepted transactions are read through every place, while the load runs and after it. */
  observers: Type.Optional(
    Type.Object(
      {
        /** Transactions a second, each through every place. */
        rate: Type.Number({ exclusiveMinimum: 0, maximum: 10_000 }),
        /** Transactions that are read once more when all outcomes are there. */
        finals: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
      },
      { additionalProperties: false },
    ),
  ),

  seconds: Type.Number({ exclusiveMinimum: 0, maximum: 86_400 }),
  seed: Type.Optional(Type.Integer({ minimum: 0 })),
  /** Weights by model; default: silent only. */
  models: Type.Optional(mixOf(MODELS)),
  /** Weights by persona; default: ordinary only. */
  personas: Type.Optional(mixOf(PERSONA_NAMES)),
  popupSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 3_600 })),
  /** How long to wait for outcomes after the last request was offered. */
  settleSeconds: Type.Optional(Type.Number({ minimum: 0, maximum: 3_600 })),
};

/** Open loop: so many requests a second, whatever becomes of them. */
export const OpenLoopSchema = Type.Object(
  {
    rate: Type.Number({ exclusiveMinimum: 0, maximum: 100_000 }),
    /** Requests without an answer of the API at one time; more are offered later, and their latency counts from when they were due. */
    concurrency: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    ...common,
  },
  { additionalProperties: false },
);

/** Closed loop: so many authentications under way at all times, each followed by the next. */
export const ClosedLoopSchema = Type.Object(
  { concurrency: Type.Integer({ minimum: 1, maximum: 100_000 }), ...common },
  { additionalProperties: false },
);

export type OpenLoop = Static<typeof OpenLoopSchema>;
export type ClosedLoop = Static<typeof ClosedLoopSchema>;
