import { Random } from '@tandem/local';
import { activeRegion, type Profile, passiveRegions, topologyFor } from '@tandem/topology';
import type { DrillSpec } from './drill-spec.ts';
import { DRILLS } from './drills.ts';
import { figuresOf } from './figures.ts';
import { lengthOf, naturalPhases, stretched } from './phases.ts';
import { type DrillPlan, rowsOf } from './plan.ts';

export interface PlanOptions {
  readonly profile: Profile;
  readonly rate: number;
  /** Of load; default: as long as the profile needs to see a region's loss and return. */
  readonly seconds?: number;
  readonly seed: number;
}

const SECOND_MS = 1_000;

/** How long the load of a drill lasts unless told otherwise: 15 s in the profile `fast`. */
export function defaultSeconds(profile: Profile): number {
  return Math.ceil(lengthOf(naturalPhases(figuresOf(topologyFor(profile)))) / SECOND_MS);
}

/** What an outage holds up the bank sends again at once: two cores must carry that too. */
const EMBEDDED_RATE = 50;
/** What serves documents in the tests reads the whole collection for every query. */
const SERVERS_RATE = 10;

/** Requests a second unless told otherwise; `servers`: real ones are given. */
export function defaultRate(name: string, servers: boolean): number {
  const { runsOn = 'either' } = drillNamed(name);
  if (runsOn === 'embedded') return EMBEDDED_RATE;
  return servers || runsOn !== 'either' ? SERVERS_RATE : EMBEDDED_RATE;
}

/** Throws a RangeError for a drill that there is not. */
export function planDrill(name: string, options: PlanOptions): DrillPlan {
  const { profile, rate, seed } = options;
  const { split = false, leastHoldMs = 0, runsOn, slots } = drillNamed(name);
  const topology = topologyFor(profile);
  const figures = figuresOf(topology);
  const natural = naturalPhases(figures);
  const phases = { ...natural, holdMs: Math.max(natural.holdMs, leastHoldMs) };
  const seconds = options.seconds ?? Math.ceil(lengthOf(phases) / SECOND_MS);
  const [standby] = passiveRegions(topology);
  if (!standby) throw new RangeError('a drill needs a standby region');
  const stage = {
    phases: stretched(phases, seconds * SECOND_MS),
    figures,
    active: activeRegion(topology).name,
    standby: standby.name,
    random: new Random(`${name}/${seed}`),
  };
  const needs = runsOn === undefined ? {} : { runsOn };
  return { drill: name, profile, seed, rate, seconds, split, ...needs, ...rowsOf(slots(stage)) };
}

function drillNamed(name: string): DrillSpec {
  const known = DRILLS.find((drill) => drill.name === name);
  if (known) return known;
  throw new RangeError(
    `"${name}" is not a drill; allowed: ${DRILLS.map((drill) => drill.name).join(', ')}`,
  );
}
