import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Topology } from '@tandem/topology';
import type { Outcome, Stage, StageResult, Subject } from './stage.ts';
import { emulator } from './stages/emulator.ts';
import { mocked } from './stages/mocked.ts';
import { plan } from './stages/plan.ts';
import { policies } from './stages/policies.ts';
import { sameBytes } from './stages/same-bytes.ts';
import { types } from './stages/types.ts';
import { validate } from './stages/validate.ts';
import { readSubject } from './subject.ts';

/** From the cheapest to the dearest: what an early stage finds, a later one would only repeat. */
export const STAGES: readonly Stage[] = [
  types,
  sameBytes,
  policies,
  validate,
  plan,
  mocked,
  emulator,
];

export interface VerifyOptions {
  readonly topology: Topology;
  readonly outDir: string;
  /** A missing tool is a failure: so it is in CI, where nothing may go unchecked silently. */
  readonly requireTools: boolean;
  /** Told of every stage when it begins and when it ends. */
  readonly onStart?: (stage: Stage) => void;
  readonly onResult?: (result: StageResult) => void;
  readonly stages?: readonly Stage[];
}

/** Runs every stage on what synth wrote; one that fails does not keep the next from running. */
export async function verify(options: VerifyOptions): Promise<StageResult[]> {
  const { topology, outDir, requireTools, onStart, onResult, stages = STAGES } = options;
  const workDir = mkdtempSync(join(tmpdir(), 'tandem-verify-'));
  try {
    const subject = readSubject(topology, outDir, workDir);
    const results: StageResult[] = [];
    for (const stage of stages) {
      onStart?.(stage);
      const result = await judgedBy(stage, subject, requireTools);
      results.push(result);
      onResult?.(result);
    }
    return results;
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
}

async function judgedBy(
  stage: Stage,
  subject: Subject,
  requireTools: boolean,
): Promise<StageResult> {
  const started = performance.now();
  const outcome = await stage.run(subject).catch(
    (error: unknown): Outcome => ({
      verdict: 'failed',
      findings: [`the stage broke off: ${error instanceof Error ? error.message : String(error)}`],
    }),
  );
  const seconds = Number(((performance.now() - started) / 1_000).toFixed(1));
  return { stage: stage.number, name: stage.name, ...told(outcome, requireTools), seconds };
}

function told(
  outcome: Outcome,
  requireTools: boolean,
): Pick<StageResult, 'verdict' | 'detail' | 'findings'> {
  switch (outcome.verdict) {
    case 'passed':
      return { verdict: 'passed', detail: outcome.detail, findings: [] };
    case 'failed': {
      const { length } = outcome.findings;
      return {
        verdict: 'failed',
        detail: length === 1 ? '1 finding' : `${length} findings`,
        findings: outcome.findings,
      };
    }
    case 'not run': {
      if (!requireTools) return { verdict: 'not run', detail: outcome.reason, findings: [] };
      const finding = `${outcome.reason}, and TANDEM_REQUIRE_TOOLS asks for every stage`;
      return { verdict: 'failed', detail: 'a tool is missing', findings: [finding] };
    }
  }
}
