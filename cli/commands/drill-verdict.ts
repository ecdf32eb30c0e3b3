import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DrillResult, UnjudgedDrill, Validity } from '@tandem/drills';

/** The verdict of one drill in a few exact lines. */
export function describeResult(result: DrillResult | UnjudgedDrill, reportDir: string): string {
  const { drill, profile, seed, valid } = result;
  const title = `${drill} (${profile}, seed ${seed}): ${wordOf(valid)}`;
  if ('problem' in result) return `${title}\n  ${result.problem}`;
  const { load, lost, contradictory, duplicateCallbacks, duplicateWakeups, rto, checks } = result;
  const lines = [
    `${load.offered} offered, ${load.accepted} accepted, ${load.refused} refused, ${load.errors} failed (${load.firstTryErrors} at the first try)`,
    `${lost} lost, ${contradictory} contradictory, ${duplicateCallbacks} callbacks and ${duplicateWakeups} wake-ups repeated, audit chain ${result.auditChain}`,
    `API ${seconds(rto.api.total)}, SIM ${seconds(rto.sim.total)}, jobs ${seconds(rto.jobs.total)} from the fault until they worked again`,
    ...checks
      .filter((check) => check.valid !== true)
      .map((check) => `${check.id} ${wordOf(check.valid)}: ${check.detail}`),
    ...reportOf(reportDir),
  ];
  return [title, ...lines.map((line) => `  ${line}`)].join('\n');
}

function reportOf(reportDir: string): string[] {
  const path = join(reportDir, 'report.html');
  return existsSync(path) ? [path] : [];
}

const wordOf = (valid: Validity): string =>
  valid === true ? 'valid' : valid === false ? 'INVALID' : 'UNKNOWN';

const seconds = (value: number | null): string => (value === null ? '-' : `${value.toFixed(1)} s`);
