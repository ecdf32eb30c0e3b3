import { execFile } from 'node:child_process';
import type { Topology } from '@tandem/topology';

/** What a stage found, in the form that `tandem verify` reports. */
export type Outcome =
  | { readonly verdict: 'passed'; readonly detail: string }
  | { readonly verdict: 'failed'; readonly findings: readonly string[] }
  | { readonly verdict: 'not run'; readonly reason: string };

/** What synth wrote, and from what. */
export interface Subject {
  readonly topology: Topology;
  /** The directory that synth wrote, with `observability/` in it. */
  readonly outDir: string;
}

export interface ObservabilityStage {
  readonly number: number;
  readonly name: string;
  readonly run: (subject: Subject) => Promise<Outcome>;
}

export const judged = (findings: readonly string[], detail: string): Outcome =>
  findings.length === 0 ? { verdict: 'passed', detail } : { verdict: 'failed', findings };

export interface Ran {
  /** Undefined when the program is not there. */
  readonly status: number | undefined;
  readonly output: string;
}

/** Tests of alerts that wait for hours take promtool seconds on a busy machine. */
const TIMEOUT_MS = 240_000;

export function runTool(tool: string, args: readonly string[], cwd: string): Promise<Ran> {
  return new Promise((settle) => {
    execFile(tool, args, { cwd, timeout: TIMEOUT_MS }, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`.trim();
      if (!error) return settle({ status: 0, output });
      if (error.code === 'ENOENT') return settle({ status: undefined, output });
      settle({
        status: typeof error.code === 'number' ? error.code : 1,
        output: output || error.message,
      });
    });
  });
}

export const absent = (tool: string, debianPackage: string): Outcome => ({
  verdict: 'not run',
  reason: `${tool} is not installed (Debian: ${debianPackage})`,
});

/** `work` on each, in order: the tools use every core themselves. */
export async function oneByOne<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
