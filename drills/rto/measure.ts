import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { type DrillResult, DrillResultSchema } from '../result/index.ts';
import { type RunOptions, runDrill } from '../run/index.ts';
import { caseName, planOf, RTO_CASES, type RtoCase, runsBeside } from './cases.ts';

export interface MeasureOptions extends Pick<RunOptions, 'entry' | 'signal'> {
  /** One directory for each case; what it has already is not measured again. */
  readonly reportDir: string;
  readonly seed: number;
  readonly note: (line: string) => void;
}

/**
 * Measures every case that has no report yet: those that last minutes side by side, each on ports of its
 * own, then the others one after the other. Resolves with all results by name of the case.
 */
export async function measureRtoCases(options: MeasureOptions): Promise<Map<string, DrillResult>> {
  const missing = RTO_CASES.filter(
    (rtoCase) => !existsSync(resultFile(options.reportDir, rtoCase)),
  );
  await Promise.all(missing.filter(runsBeside).map((rtoCase) => measure(rtoCase, options)));
  for (const rtoCase of missing.filter((each) => !runsBeside(each)))
    await measure(rtoCase, options);
  return readRtoResults(options.reportDir);
}

async function measure(rtoCase: RtoCase, options: MeasureOptions): Promise<void> {
  const { reportDir, seed, note, entry, signal } = options;
  const dir = join(reportDir, caseName(rtoCase));
  await runDrill({
    plan: planOf(rtoCase, seed),
    reportDir: dir,
    note: (line) => note(`${caseName(rtoCase)}: ${line}`),
    ...(entry === undefined ? {} : { entry }),
    ...(signal === undefined ? {} : { signal }),
  });
  // Of a table the figures are kept; a history of minutes is tens of megabytes.
  await rm(join(dir, 'history.jsonl'), { force: true });
}

/** The results that a directory has, by name of the case. Rejects for a result.json that is none. */
export async function readRtoResults(reportDir: string): Promise<Map<string, DrillResult>> {
  const results = new Map<string, DrillResult>();
  for (const rtoCase of RTO_CASES) {
    const file = resultFile(reportDir, rtoCase);
    if (!existsSync(file)) continue;
    const result: unknown = JSON.parse(await readFile(file, 'utf8'));
    const [problem] = Value.Errors(DrillResultSchema, result);
    if (problem) throw new Error(`${file}${problem.instancePath}: ${problem.message}`);
    results.set(caseName(rtoCase), result as DrillResult);
  }
  return results;
}

const resultFile = (reportDir: string, rtoCase: RtoCase): string =>
  join(reportDir, caseName(rtoCase), 'result.json');
