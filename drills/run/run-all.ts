import { join } from 'node:path';
import type { Profile } from '@tandem/topology';
import type { Validity } from '../checks/index.ts';
import type { DrillResult } from '../result/index.ts';
import { ClaimedError } from './claim.ts';
import { DrillAbortedError, type RunOptions, runDrill } from './run-drill.ts';

/** A drill that did not come to a verdict. */
export interface UnjudgedDrill {
  readonly drill: string;
  readonly profile: Profile;
  readonly seed: number;
  readonly valid: 'unknown';
  readonly problem: string;
}

export interface AllResult {
  readonly valid: Validity;
  readonly drills: readonly (DrillResult | UnjudgedDrill)[];
}

export interface RunAllOptions extends Omit<RunOptions, 'plan'> {
  readonly plans: readonly RunOptions['plan'][];
  readonly onResult: (result: DrillResult | UnjudgedDrill) => void;
}

/**
 * Runs one drill after the other, each in a directory of its own below `reportDir`. A drill that cannot be
 * run or judged is unknown, and the next one runs. Rejects as `runDrill` when the signal is given or a
 * directory is in use.
 */
export async function runAll(options: RunAllOptions): Promise<AllResult> {
  const { plans, onResult, reportDir, note, ...rest } = options;
  const drills: (DrillResult | UnjudgedDrill)[] = [];
  for (const [nth, plan] of plans.entries()) {
    const { drill, profile, seed } = plan;
    const result = await runDrill({
      ...rest,
      plan,
      reportDir: join(reportDir, drill),
      note: (line) => note?.(`[${nth + 1}/${plans.length}] ${drill}: ${line}`),
    }).catch((error: unknown): UnjudgedDrill => {
      if (error instanceof DrillAbortedError || error instanceof ClaimedError) throw error;
      const problem = error instanceof Error ? error.message : String(error);
      return { drill, profile, seed, valid: 'unknown', problem };
    });
    drills.push(result);
    onResult(result);
  }
  return { valid: worst(drills.map(({ valid }) => valid)), drills };
}

export function worst(verdicts: readonly Validity[]): Validity {
  if (verdicts.includes(false)) return false;
  return verdicts.includes('unknown') || verdicts.length === 0 ? 'unknown' : true;
}
