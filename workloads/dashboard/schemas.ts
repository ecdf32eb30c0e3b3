/**
 * What the dashboard's API takes and answers: shapes and types only, so that its pages may import the types.
 * docs/reference/dashboard-api.md lists the routes.
 */
import { type Static, Type } from 'typebox';
import { nullable, time } from './contract/shared.ts';
import { SummarySchema } from './contract/transactions.ts';

export * from './contract/audit.ts';
export * from './contract/carrier.ts';
export * from './contract/drills.ts';
export * from './contract/failover.ts';
export * from './contract/live.ts';
export * from './contract/session.ts';
export * from './contract/transactions.ts';
export * from './contract/try-it.ts';

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
