import { RESPONSE_TYPES } from '@tandem/core';
import { type Static, Type } from 'typebox';
import { nullable, oneOf, time } from './shared.ts';

const rate = () => Type.Number({ description: 'Per second, over the last few seconds.' });
const counts = () => Type.Record(Type.String(), Type.Number());

/** What flows through a region, per second. */
export const TrafficSchema = Type.Object({
  /** Requests for approvals that were answered, and of them those accepted (202) and refused (4xx, 5xx). */
  requests: rate(),
  accepted: rate(),
  refused: rate(),
  lookUps: rate(),
  /** submit_sm by how they ended; receipts that arrived. */
  submits: rate(),
  submitFailures: rate(),
  receipts: rate(),
  polls: rate(),
  answers: rate(),
  expired: rate(),
  decided: rate(),
  callbacks: rate(),
  callbackFailures: rate(),
});
export type Traffic = Static<typeof TrafficSchema>;

/** Milliseconds over the last few seconds; null when nothing happened in them. */
export const LatencySchema = nullable(
  Type.Object({ count: Type.Integer(), p50: Type.Number(), p99: Type.Number() }),
);
export type Latency = Static<typeof LatencySchema>;

export const LATENCIES = ['api', 'lookUp', 'submit', 'notification', 'answer', 'callback'] as const;
export const LatenciesSchema = Type.Object({
  /** Answer to POST /v1/approvals. */
  api: LatencySchema,
  /** From accepting a request to knowing its applet. */
  lookUp: LatencySchema,
  /** From claiming a wake-up to its end at the SMSC. */
  submit: LatencySchema,
  /** From accepting a request to its notification on the way to the applet. */
  notification: LatencySchema,
  /** From the notification to the answer: mostly the person. */
  answer: LatencySchema,
  /** One attempt to tell the customer. */
  callback: LatencySchema,
});
export type Latencies = Static<typeof LatenciesSchema>;

export const HEALTH = ['up', 'down', 'unknown'] as const;
export type Health = (typeof HEALTH)[number];

/** Something that is checked again and again, and how its health changed, the oldest first. */
export const MonitorSchema = Type.Object({
  id: Type.String(),
  /** `edge`: a check of the edge; `region`: what a region says of itself; `probe`: a part of a region. */
  kind: oneOf(['edge', 'region', 'probe']),
  name: Type.String(),
  region: Type.String(),
  health: oneOf(HEALTH),
  detail: Type.Optional(Type.String()),
  since: Type.Optional(time()),
  history: Type.Array(
    Type.Object({ at: time(), health: oneOf(HEALTH), detail: Type.Optional(Type.String()) }),
  ),
});
export type Monitor = Static<typeof MonitorSchema>;

export const LiveRegionSchema = Type.Object({
  name: Type.String(),
  role: oneOf(['active', 'passive']),
  /** silent: none of its processes has reported for a while. */
  state: oneOf(['up', 'down', 'silent']),
  able: Type.Boolean(),
  drained: Type.Boolean(),
  reasons: Type.Array(Type.String()),
  reportedAt: Type.Optional(time()),
  processes: Type.Array(
    Type.Object({
      instance: Type.String(),
      workloads: Type.Array(Type.String()),
      alive: Type.Boolean(),
      up: Type.Boolean(),
      startedAt: time(),
      skewMs: Type.Integer(),
    }),
  ),
  binds: Type.Object({ bound: Type.Integer(), of: Type.Integer() }),
  queues: Type.Array(Type.Object({ name: Type.String(), depth: Type.Integer() })),
  traffic: TrafficSchema,
  latencyMs: LatenciesSchema,
  /** Outcomes decided in this region, per second. */
  outcomes: counts(),
  /** Of its stores, from the probes of its processes. */
  stores: Type.Object({
    documents: oneOf(HEALTH),
    cache: oneOf(HEALTH),
    events: oneOf(HEALTH),
  }),
});
export type LiveRegion = Static<typeof LiveRegionSchema>;

/** Only on a local system, from the edge's control; null while it does not answer. */
export const LiveEdgeSchema = Type.Object({
  regions: Type.Array(
    Type.Object({
      name: Type.String(),
      link: Type.String(),
      requests: rate(),
      connections: rate(),
      health: oneOf(HEALTH),
      appletHealth: oneOf(HEALTH),
    }),
  ),
});
export type LiveEdge = Static<typeof LiveEdgeSchema>;

/** Only on a local system, from the carrier's control; null while it does not answer. */
export const LiveCarrierSchema = Type.Object({
  binds: Type.Integer(),
  submits: rate(),
  onTheirWay: Type.Integer(),
  receiptsWaiting: Type.Integer(),
  handsets: Type.Integer(),
  faults: Type.Array(Type.String()),
});
export type LiveCarrier = Static<typeof LiveCarrierSchema>;

export const LiveStateSchema = Type.Object({
  at: time(),
  profile: Type.String(),
  /** The region that says so. */
  region: Type.String(),
  home: Type.String(),
  leaseMs: Type.Integer(),
  /** How long the checks of the edge take at worst to see a silent region, by the profile. */
  edgeSeesLossMs: Type.Object({ api: Type.Integer(), applets: Type.Integer() }),
  /** null: documents do not answer, or no region has ever been active. */
  lease: nullable(
    Type.Object({
      epoch: Type.Integer(),
      holder: Type.String(),
      handover: Type.Optional(Type.Object({ to: Type.String(), released: Type.Boolean() })),
      yielded: Type.Optional(Type.Boolean()),
    }),
  ),
  regions: Type.Array(LiveRegionSchema),
  /** Of all regions together, over the last minute. */
  outcomes: Type.Object({
    total: Type.Integer(),
    counts: Type.Record(Type.String(), Type.Integer(), {
      description: `One of ${RESPONSE_TYPES.join(', ')}.`,
    }),
  }),
  monitors: Type.Array(MonitorSchema),
  /** What happened to the regions last, the oldest first. */
  history: Type.Array(
    Type.Object({
      at: time(),
      region: Type.String(),
      event: Type.String(),
      epoch: Type.Optional(Type.Integer()),
      detail: Type.Optional(Type.String()),
    }),
  ),
  edge: nullable(LiveEdgeSchema),
  carrier: nullable(LiveCarrierSchema),
  /** What needs attention now, as plain sentences. */
  notices: Type.Array(
    Type.Object({ level: oneOf(['info', 'warning', 'error']), text: Type.String() }),
  ),
});
export type LiveState = Static<typeof LiveStateSchema>;

/** One point of the charts: a second of every region. */
export const SampleSchema = Type.Object({
  at: time(),
  active: Type.Optional(Type.String()),
  epoch: Type.Optional(Type.Integer()),
  regions: Type.Record(
    Type.String(),
    Type.Object({
      state: oneOf(['up', 'down', 'silent']),
      requests: rate(),
      decided: rate(),
      polls: rate(),
      submits: rate(),
      callbacks: rate(),
      depth: Type.Integer({ description: 'Of all its queues.' }),
      apiP99Ms: nullable(Type.Number()),
    }),
  ),
});
export type Sample = Static<typeof SampleSchema>;

/** GET live/state, and the data of the event `snapshot`. Samples: the oldest first, 300 at most. */
export const SnapshotSchema = Type.Object({
  state: LiveStateSchema,
  samples: Type.Array(SampleSchema),
});
export type Snapshot = Static<typeof SnapshotSchema>;

/** The data of the event `update`. */
export const UpdateSchema = Type.Object({ state: LiveStateSchema, sample: SampleSchema });
export type Update = Static<typeof UpdateSchema>;

/** The data of the event `bye`, after which the server closes the stream. */
export const ByeSchema = Type.Object({
  reason: oneOf(['draining', 'session-ended', 'too-slow']),
  text: Type.String(),
});
export type Bye = Static<typeof ByeSchema>;
