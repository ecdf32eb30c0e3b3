import type { Topology } from '@tandem/topology';

/** What a stage found, in the form that `tandem verify` reports. */
export type Outcome =
  | { readonly verdict: 'passed'; readonly detail: string }
  | { readonly verdict: 'failed'; readonly findings: readonly string[] }
  | { readonly verdict: 'not run'; readonly reason: string };

/** What synth wrote, and from what. */
export interface Subject {
  readonly topology: Topology;
  /** The directory that synth wrote, with `kubernetes/` and `terraform/` in it. */
  readonly outDir: string;
}

export interface KubernetesStage {
  readonly number: number;
  readonly name: string;
  readonly run: (subject: Subject) => Promise<Outcome>;
}

export const judged = (findings: readonly string[], detail: string): Outcome =>
  findings.length === 0 ? { verdict: 'passed', detail } : { verdict: 'failed', findings };
