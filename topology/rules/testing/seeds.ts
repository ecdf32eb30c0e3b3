import { describe, expect, it } from 'vitest';
import { checkTopology } from '../../check.ts';
import { describeProblem } from '../../problem.ts';
import { draftFor } from '../../profiles.ts';
import type { Profile, TopologyDraft } from '../../schema/topology.ts';

/** A topology that is right but for one thing, and the problem that says so. */
export interface Seed {
  readonly title: string;
  readonly profile?: Profile;
  /** Fields to overwrite, by the path that the problem would name. */
  readonly set: Readonly<Record<string, unknown>>;
  readonly path: string;
  readonly text: string;
  readonly allowed?: readonly unknown[];
}

function assign(draft: TopologyDraft, path: string, value: unknown): void {
  const steps = path.replaceAll('[', '.').replaceAll(']', '').split('.');
  const last = steps.pop() ?? '';
  let at: unknown = draft;
  for (const step of steps) at = Reflect.get(Object(at), step);
  if (!Reflect.has(Object(at), last)) throw new Error(`${path} is not in the topology`);
  Reflect.set(Object(at), last, value);
}

/** One test a seed: the problem stands at the path, in these words, with these allowed values. */
export function refuses(what: string, seeds: readonly Seed[]): void {
  describe(`the rules about ${what} refuse`, () => {
    it.each(seeds)('$title', ({ profile, set, path, text, allowed }) => {
      const draft = draftFor(profile ?? 'document');
      for (const [field, value] of Object.entries(set)) assign(draft, field, value);

      const problems = checkTopology(draft).filter((problem) => problem.path === path);

      const found = problems.find((problem) => problem.message.includes(text));
      expect(found, problems.map(describeProblem).join('\n')).toBeDefined();
      if (allowed !== undefined) expect(found?.allowed).toEqual(allowed);
    });
  });
}
