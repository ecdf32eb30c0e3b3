import type { Profile } from '@tandem/topology';
import type { FaultSpec } from './fault-spec.ts';

/** One act of a drill: a fault begins or is healed, so many milliseconds after the first request was due. */
export interface PlanRow {
  readonly atMs: number;
  readonly act: 'inject' | 'heal';
  /** Position in `faults`. */
  readonly fault: number;
}

/** A drill as data: what to start, what to offer, what goes wrong and when. */
export interface DrillPlan {
  readonly drill: string;
  readonly profile: Profile;
  readonly seed: number;
  /** Requests offered a second. */
  readonly rate: number;
  /** Of load. */
  readonly seconds: number;
  /** One process per workload instead of one per region. */
  readonly split: boolean;
  /** Real servers, with so many brokers in the active region, or the embedded engines; absent: either. */
  readonly runsOn?: { readonly brokers: 1 | 3 } | 'embedded';
  readonly faults: readonly FaultSpec[];
  /** In the order of time; every fault is injected once and healed once. */
  readonly rows: readonly PlanRow[];
}

export interface Slot {
  readonly atMs: number;
  readonly healMs: number;
  readonly fault: FaultSpec;
}

/** The rows of faults that each have a beginning and an end. At one instant, healing comes first. */
export function rowsOf(slots: readonly Slot[]): Pick<DrillPlan, 'faults' | 'rows'> {
  const rows = slots.flatMap(({ atMs, healMs }, fault): PlanRow[] => [
    { atMs: Math.round(atMs), act: 'inject', fault },
    { atMs: Math.round(healMs), act: 'heal', fault },
  ]);
  const healFirst = ({ act }: PlanRow) => (act === 'heal' ? 0 : 1);
  return {
    faults: slots.map(({ fault }) => fault),
    rows: rows.sort((a, b) => a.atMs - b.atMs || healFirst(a) - healFirst(b) || a.fault - b.fault),
  };
}

/** Of a slot in a sequence, the rest is for the system to come back before the next fault. */
const IN_FORCE = 0.7;

/** One fault after the other, each healed before the next, evenly over a span of time. */
export function inTurn(faults: readonly FaultSpec[], fromMs: number, toMs: number): Slot[] {
  const eachMs = (toMs - fromMs) / faults.length;
  return faults.map((fault, nth) => {
    const atMs = fromMs + nth * eachMs;
    return { atMs, healMs: atMs + eachMs * IN_FORCE, fault };
  });
}
