import { type Static, Type } from 'typebox';
import { closed, name, nullable, oneOf, reason, time } from './shared.ts';

export const DrillNameSchema = Type.Object({ name: name() });
export type DrillName = Static<typeof DrillNameSchema>;

const RunningDrillSchema = Type.Object({
  name: Type.String(),
  profile: Type.String(),
  startedAt: time(),
  state: oneOf(['running', 'done', 'failed']),
  /** The last line that it said. */
  note: Type.String(),
  exitCode: Type.Optional(Type.Integer()),
});
export type RunningDrill = Static<typeof RunningDrillSchema>;

/** GET drills. Local system only. */
export const DrillsSchema = Type.Object({
  reports: Type.Array(
    Type.Object({
      name: Type.String(),
      at: time(),
      profile: Type.String(),
      valid: Type.Union([Type.Boolean(), Type.Literal('unknown')]),
      /** Seconds or null. */
      rto: Type.Object({
        api: nullable(Type.Number()),
        sim: nullable(Type.Number()),
        jobs: nullable(Type.Number()),
      }),
    }),
  ),
  /** What can be started. */
  catalogue: Type.Array(Type.Object({ name: Type.String(), sentence: Type.String() })),
  running: nullable(RunningDrillSchema),
});
export type DrillsDocument = Static<typeof DrillsSchema>;

/** POST drills. Needs an X-CSRF-Token. It runs on a system of its own and disturbs nothing but the machine. */
export const StartDrillSchema = Type.Object(
  {
    name: name(),
    profile: oneOf(['document', 'tuned', 'fast']),
    rate: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
    reason: reason(),
  },
  closed,
);
export type StartDrill = Static<typeof StartDrillSchema>;
