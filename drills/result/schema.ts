import { RESPONSE_TYPES, type ResponseType } from '@tandem/core';
import { PROFILES } from '@tandem/topology';
import { type Static, Type } from 'typebox';
import { CHECK_IDS, type CheckId, type Validity } from '../checks/check.ts';

const closed = { additionalProperties: false } as const;
const count = () => Type.Integer({ minimum: 0 });
/** Nothing of that kind happened. */
const orNull = (description: string) =>
  Type.Unsafe<number | null>({ type: ['number', 'null'], minimum: 0, description });
const valid = () => Type.Unsafe<Validity>({ enum: [true, false, 'unknown'] });
const oneOf = <const V extends readonly string[]>(values: V) =>
  Type.Unsafe<V[number]>({ type: 'string', enum: [...values] });

const phases = (what: string) =>
  Type.Object(
    {
      before: orNull(`${what}, of offers that were over before the fault`),
      during: orNull(`${what}, of offers under way or due from the fault to its healing`),
      after: orNull(`${what}, of offers due after the healing`),
    },
    closed,
  );

const traffic = (what: string) =>
  Type.Object(
    {
      detection: orNull(`seconds from the fault until the edge called the region down for ${what}`),
      traffic: orNull('total less detection; 0 when traffic moved before that'),
      total: orNull(`seconds from the fault until ${what} worked again and went on doing so`),
    },
    closed,
  );

/** result.json (CONTRACTS.md, "Drill result"); `measured` and `operations` of a check are additions. */
export const DrillResultSchema = Type.Object(
  {
    drill: Type.String({ minLength: 1 }),
    profile: oneOf(PROFILES),
    seed: count(),
    valid: valid(),
    load: Type.Object(
      {
        rate: Type.Number({ exclusiveMinimum: 0 }),
        seconds: Type.Number({ exclusiveMinimum: 0 }),
        offered: count(),
        accepted: count(),
        refused: count(),
        firstTryErrors: count(),
        errors: count(),
      },
      closed,
    ),
    outcomes: Type.Unsafe<{ [R in ResponseType]?: number }>({
      type: 'object',
      propertyNames: { enum: [...RESPONSE_TYPES] },
      additionalProperties: { type: 'integer', minimum: 1 },
    }),
    lost: count(),
    contradictory: count(),
    duplicateCallbacks: count(),
    duplicateWakeups: count(),
    auditChain: oneOf(['ok', 'broken', 'unknown']),
    rto: Type.Object(
      {
        api: traffic('the API'),
        sim: traffic('the applet path'),
        jobs: Type.Object(
          {
            decision: orNull('seconds from the fault until a standby took the lease'),
            total: orNull('seconds from the fault to the first guarded write under its epoch'),
          },
          closed,
        ),
      },
      closed,
    ),
    fault: Type.Object(
      { at: orNull('Unix ms of the first fault'), healedAt: orNull('Unix ms of the last healing') },
      closed,
    ),
    availability: phases('share accepted in the end, with the retries of the client'),
    p99Ms: phases('acceptance, from when the request was due'),
    measured: Type.Object(
      {
        firstTryAvailability: phases('share accepted at the first try'),
        asExpected: phases('share that ended as their persona does without faults'),
        completionP99Ms: phases('from when the request was due to its callback'),
        firstTryErrorsUntil: orNull(
          'seconds after the fault of the last offer whose first try failed',
        ),
        failedOffersUntil: orNull('seconds after the fault of the last offer that failed for good'),
        p99NormalAfter: orNull('seconds from the fault until acceptance was as fast as before'),
        refusedWrites: Type.Integer({
          minimum: 0,
          description: 'guarded writes of an old epoch that the store refused',
        }),
        epochs: Type.Integer({ minimum: 0, description: 'promotions and failbacks' }),
        deadLetters: count(),
      },
      closed,
    ),
    checks: Type.Array(
      Type.Object(
        {
          id: Type.Unsafe<CheckId>({ type: 'string', enum: [...CHECK_IDS] }),
          valid: valid(),
          detail: Type.String(),
          operations: Type.Array(Type.String()),
        },
        closed,
      ),
    ),
  },
  closed,
);

export type DrillResult = Static<typeof DrillResultSchema>;
