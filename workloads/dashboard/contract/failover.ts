import { type Static, Type } from 'typebox';
import { OverviewSchema } from '../../regions/schemas.ts';
import { closed, name, nullable, oneOf, reason, time } from './shared.ts';

const seconds = () => nullable(Type.Number({ description: 'Seconds; null: it cannot be told.' }));

/** The last change of the active region. */
const LastFailoverSchema = Type.Object({
  at: time(),
  epoch: Type.Optional(Type.Integer()),
  to: Type.String(),
  from: Type.Optional(Type.String()),
  /** `takeover`: the lease lapsed; `handover`: somebody asked for it. */
  kind: oneOf(['takeover', 'handover']),
  detail: Type.Optional(Type.String()),
  /** When it began: the last sign of life of the lost region, or the order. */
  beganAt: Type.Optional(time()),
  rto: Type.Object({
    /** Until the edge saw the loss: of the API, and of the applets' port (a local system only). */
    apiDetection: seconds(),
    appletDetection: seconds(),
    /** Until another region was active. */
    decision: seconds(),
    /** The longest of them: until everything was served elsewhere. */
    total: seconds(),
  }),
});
export type LastFailover = Static<typeof LastFailoverSchema>;

/** GET failover. */
export const FailoverSchema = Type.Object({
  overview: OverviewSchema,
  last: nullable(LastFailoverSchema),
  /** What may be asked for now, and of whom; `why` says why an action is not allowed. */
  actions: Type.Array(
    Type.Object({
      action: oneOf(['failover', 'failback', 'drain', 'undrain']),
      region: Type.String(),
      allowed: Type.Boolean(),
      why: Type.Optional(Type.String()),
      /** Allowed with `force` only. */
      needsForce: Type.Boolean(),
    }),
  ),
});
export type FailoverDocument = Static<typeof FailoverSchema>;

/** POST failover/actions. Needs an X-CSRF-Token. `confirm` must be the name of the region. */
export const ActionSchema = Type.Object(
  {
    action: oneOf(['failover', 'failback', 'drain', 'undrain']),
    region: name(),
    confirm: Type.String({ minLength: 1, maxLength: 64 }),
    reason: reason(),
    force: Type.Optional(Type.Boolean()),
  },
  closed,
);
export type Action = Static<typeof ActionSchema>;

export const ActedSchema = Type.Object({
  action: Type.String(),
  region: Type.String(),
  /** False: it was so already. */
  changed: Type.Boolean(),
  from: Type.Optional(Type.String()),
  epoch: Type.Optional(Type.Integer()),
});
export type Acted = Static<typeof ActedSchema>;
