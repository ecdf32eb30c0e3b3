import type { Random } from '@tandem/local';
import type { Figures } from './figures.ts';
import type { Phases } from './phases.ts';
import type { Slot } from './plan.ts';

/** What a drill knows when it decides what goes wrong and when. */
export interface Stage {
  readonly phases: Phases;
  readonly figures: Figures;
  /** The region that is active when nothing has failed, and its standby. */
  readonly active: string;
  readonly standby: string;
  readonly random: Random;
}

export interface DrillSpec {
  readonly name: string;
  /** For `drill list`. */
  readonly sentence: string;
  readonly split?: boolean;
  /** The phase of the fault lasts at least so long, whatever the profile. */
  readonly leastHoldMs?: number;
  /** Real servers, with so many brokers in the active region, or the embedded engines; absent: either. */
  readonly runsOn?: { readonly brokers: 1 | 3 } | 'embedded';
  readonly slots: (stage: Stage) => readonly Slot[];
}
