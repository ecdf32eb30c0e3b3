import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planDrill } from '../../catalogue/index.ts';
import type { DrillResult } from '../../result/index.ts';
import { runDrill } from '../run-drill.ts';

/** The bundle that `npm ci` and `npm test` make. */
export const BUNDLE = join(import.meta.dirname, '..', '..', '..', 'dist', 'tandem.mjs');

export interface ShortDrill {
  readonly drill: string;
  readonly seconds: number;
  readonly entry?: string;
}

/** A rate that two cores carry while other tests run; invariants hold or break at any. */
const RATE = 30;

/** Runs a drill in a directory of its own, which goes away with all that was in it. */
export async function shortDrill({
  drill,
  seconds,
  entry = BUNDLE,
}: ShortDrill): Promise<DrillResult> {
  const reportDir = mkdtempSync(join(tmpdir(), 'drill-'));
  try {
    const plan = planDrill(drill, { profile: 'fast', rate: RATE, seconds, seed: 1 });
    return await runDrill({ plan, reportDir, entry });
  } finally {
    rmSync(reportDir, { recursive: true, force: true });
  }
}

/** What the invariants say, without what a busy machine may miss. */
export function brokenInvariants({ checks }: DrillResult): string[] {
  return checks
    .filter(({ id, valid }) => id.startsWith('I') && valid !== true)
    .map(({ id, detail }) => `${id}: ${detail}`);
}
