import { type Static, Type } from 'typebox';

const MAX_LAG_MS = 600_000;

const fault = <K extends string, P extends Parameters<typeof Type.Object>[0]>(kind: K, fields: P) =>
  Type.Object({ kind: Type.Literal(kind), ...fields }, { additionalProperties: false });

/** Everything that a region's cache and event log can do wrong on purpose. */
export const RegionFaultSchema = Type.Union([
  /** What is written to this replica reaches the others so much later. */
  fault('cache-lag', { lagMs: Type.Integer({ minimum: 1, maximum: MAX_LAG_MS }) }),
  /** Nothing goes to or comes from the replicas of other regions. */
  fault('cache-partition', {}),
  /** The event log takes events and gives none to its consumers. */
  fault('events-stuck', {}),
]);

export type RegionFault = Static<typeof RegionFaultSchema>;
