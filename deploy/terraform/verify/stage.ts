import type { Topology } from '@tandem/topology';
import type { Manifest } from '../framework/manifest.ts';
import type { JsonObject } from '../framework/tidy.ts';

/** What one stage found. `not run` says why, and is a failure where every tool must be there. */
export type Outcome =
  | { readonly verdict: 'passed'; readonly detail: string }
  | { readonly verdict: 'failed'; readonly findings: readonly string[] }
  | { readonly verdict: 'not run'; readonly reason: string };

/** A stack as synth left it on the disk. */
export interface WrittenStack {
  readonly name: string;
  readonly directory: string;
  readonly json: JsonObject;
  readonly test: JsonObject;
}

/** What every stage works on. */
export interface Subject {
  readonly topology: Topology;
  /** The directory that synth wrote, with `terraform/` in it. */
  readonly outDir: string;
  readonly manifest: Manifest;
  /** In the order in which they are applied. */
  readonly stacks: readonly WrittenStack[];
  /** Of this run alone; removed when it ends. */
  readonly workDir: string;
  /** The root of the sources, or undefined where only the bundle is. */
  readonly sources: string | undefined;
}

export interface Stage {
  readonly number: number;
  readonly name: string;
  readonly run: (subject: Subject) => Promise<Outcome>;
}

export interface StageResult {
  readonly stage: number;
  readonly name: string;
  readonly verdict: Outcome['verdict'];
  /** One line: what passed, or why it was not run. */
  readonly detail: string;
  readonly findings: readonly string[];
  readonly seconds: number;
}

export const passed = (detail: string): Outcome => ({ verdict: 'passed', detail });
export const failed = (...findings: readonly string[]): Outcome => ({
  verdict: 'failed',
  findings,
});
export const notRun = (reason: string): Outcome => ({ verdict: 'not run', reason });

/** Passed when there are no findings. */
export const judged = (findings: readonly string[], detail: string): Outcome =>
  findings.length === 0 ? passed(detail) : failed(...findings);
