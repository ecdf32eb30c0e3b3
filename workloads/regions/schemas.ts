import { type Static, Type } from 'typebox';

const time = () => Type.Integer({ description: 'Unix milliseconds, by the time of documents.' });

const ProcessSchema = Type.Object({
  instance: Type.String(),
  workloads: Type.Array(Type.String()),
  /** False: silent, so dead, frozen or cut off. */
  alive: Type.Boolean(),
  up: Type.Boolean(),
  reasons: Type.Array(Type.String()),
  startedAt: time(),
  reportedAt: time(),
  skewMs: Type.Integer({ description: 'By how much its wall clock is ahead of documents.' }),
});

const RegionSchema = Type.Object({
  name: Type.String(),
  role: Type.Unsafe<'active' | 'passive'>({ type: 'string', enum: ['active', 'passive'] }),
  /** silent: none of its processes has reported for a while. */
  state: Type.Unsafe<'up' | 'down' | 'silent'>({ type: 'string', enum: ['up', 'down', 'silent'] }),
  /** It would serve well if all traffic went there. */
  able: Type.Boolean(),
  drained: Type.Boolean(),
  reasons: Type.Array(Type.String()),
  binds: Type.Object({ bound: Type.Integer(), of: Type.Integer() }),
  /** Events that its living workloads have not consumed. */
  lag: Type.Record(Type.String(), Type.Integer()),
  reportedAt: Type.Optional(time()),
  processes: Type.Array(ProcessSchema),
});
export type RegionOverview = Static<typeof RegionSchema>;

const LeaseSchema = Type.Object({
  epoch: Type.Integer(),
  holder: Type.String(),
  handover: Type.Optional(Type.Object({ to: Type.String(), released: Type.Boolean() })),
  yielded: Type.Optional(Type.Boolean()),
});

const EntrySchema = Type.Object({
  at: time(),
  region: Type.String(),
  event: Type.String(),
  epoch: Type.Optional(Type.Integer()),
  detail: Type.Optional(Type.String()),
});

export const OverviewSchema = Type.Object({
  now: time(),
  /** The region that is active when nothing has happened. */
  home: Type.String(),
  leaseMs: Type.Integer(),
  lease: Type.Optional(LeaseSchema),
  regions: Type.Array(RegionSchema),
  /** What happened to the regions, the oldest first. */
  history: Type.Array(EntrySchema),
});
export type Overview = Static<typeof OverviewSchema>;

export const RegionParamsSchema = Type.Object(
  {
    region: Type.String({ minLength: 1, maxLength: 64 }),
    action: Type.Unsafe<RegionAction>({ type: 'string', enum: ['drain', 'undrain', 'promote'] }),
  },
  { additionalProperties: false },
);
export type RegionParams = Static<typeof RegionParamsSchema>;
export type RegionAction = 'drain' | 'undrain' | 'promote';

/** `force` names the region once more, so that nobody forces by habit. */
export const ForceSchema = Type.Object(
  { force: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })) },
  { additionalProperties: false },
);
export type Force = Static<typeof ForceSchema>;
