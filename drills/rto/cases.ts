import { PROFILES, type Profile } from '@tandem/topology';
import { type DrillPlan, planDrill } from '../catalogue/index.ts';

export const RTO_DRILLS = ['region-loss', 'region-partition', 'region-freeze'] as const;
export type RtoDrill = (typeof RTO_DRILLS)[number];

/** One line of the table: a loss of a region under the figures of a profile. */
export interface RtoCase {
  readonly profile: Profile;
  readonly drill: RtoDrill;
}

export const RTO_CASES: readonly RtoCase[] = PROFILES.flatMap((profile) =>
  RTO_DRILLS.map((drill) => ({ profile, drill })),
);

/** What three systems beside each other on a small machine carry with ease, for minutes. */
const SIDE_BY_SIDE_RATE = 10;
const USUAL_RATE = 100;

/** Runs of these profiles last minutes and hardly load the machine, so they run beside each other. */
export const runsBeside = ({ profile }: RtoCase): boolean => profile === 'document';

export const caseName = ({ profile, drill }: RtoCase): string => `${profile}-${drill}`;

export function planOf(rtoCase: RtoCase, seed: number): DrillPlan {
  const rate = runsBeside(rtoCase) ? SIDE_BY_SIDE_RATE : USUAL_RATE;
  return planDrill(rtoCase.drill, { profile: rtoCase.profile, rate, seed });
}
