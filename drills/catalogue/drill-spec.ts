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
  readonly slots: (stage: Stage) => readonly Slot[];
}
