import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkTopology } from './check.ts';
import { describeProblem, TopologyError } from './problem.ts';
import { draftFor } from './profiles.ts';
import { PROFILES } from './schema/topology.ts';
import { explain, hasShape } from './schema/validate.ts';

const find = (value: unknown, path: string) =>
  checkTopology(value).find((problem) => problem.path === path);

describe('the shape of a topology', () => {
  it('names the field that is missing', () => {
    const { smpp: _, ...rest } = draftFor('document');
    expect(checkTopology(rest)).toEqual([
      { path: 'smpp', value: undefined, message: 'is missing' },
    ]);
  });

  it('names the field that is too much, with the known ones', () => {
    const draft = draftFor('document');
    const problem = find({ ...draft, lease: { ...draft.lease, seconds: 15 } }, 'lease.seconds');
    expect(problem?.value).toBe(15);
    expect(problem?.allowed).toEqual(['ours', 'durationMs', 'renewEveryMs', 'lookEveryMs']);
  });

  it('names a workload that does not exist, with those that do', () => {
    const draft = draftFor('document');
    const workloads = { ...draft.workloads, billing: draft.workloads.api };
    const problem = find({ ...draft, workloads }, 'workloads.billing');
    expect(problem?.message).toBe('is not a field of the topology');
    expect(problem?.allowed).toContain('scheduled-jobs');
    expect(checkTopology({ ...draft, workloads })).toHaveLength(1);
  });

  it('names the values that are allowed', () => {
    const draft = draftFor('document');
    Object.assign(draft.regions[1] ?? {}, { role: 'standby' });
    const problem = find(draft, 'regions[1].role');
    expect(problem).toMatchObject({ value: 'standby', allowed: ['active', 'passive'] });
  });

  it.each([
    ['aws.alb.listenerPort', 70_000, 'must be <= 65535'],
    ['aws.alb.listenerPort', 0, 'must be >= 1'],
    ['aws.alb.listenerPort', '443', 'must be of type integer'],
    ['lease.durationMs', 1.5, 'must be of type integer'],
    ['data.redis.regions[0].cidr', '10.0.0.0', 'must match pattern'],
  ])('says what %s = %j should be', (path, value, message) => {
    const draft = draftFor('document');
    const steps = path.replaceAll('[', '.').replaceAll(']', '').split('.');
    const last = steps.pop() ?? '';
    const parent = steps.reduce<object>((at, step) => Object(Reflect.get(at, step)), draft);
    Reflect.set(parent, last, value);
    expect(find(draft, path)?.message).toContain(message);
  });

  it('finds every problem at once', () => {
    const draft = draftFor('document');
    Object.assign(draft.smpp, { window: 0 });
    Object.assign(draft.applet, { maxConnections: 'many' });
    expect(checkTopology(draft).map(({ path }) => path)).toEqual([
      'smpp.window',
      'applet.maxConnections',
    ]);
  });

  it('answers anything without throwing, and always finds a problem', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const problems = checkTopology(value);
        expect(problems.length).toBeGreaterThan(0);
        expect(new TopologyError(problems).message).toContain(problems[0]?.message);
      }),
      { numRuns: 200 },
    );
  });

  it('answers a topology with any one value replaced, by one verdict of both validators', () => {
    const paths = leavesOf(draftFor('document'));
    fc.assert(
      fc.property(
        fc.constantFrom(...PROFILES),
        fc.constantFrom(...paths),
        fc.oneof(fc.jsonValue(), fc.double(), fc.integer(), fc.string()),
        (profile, path, value) => {
          const draft = draftFor(profile);
          const parent = path
            .slice(0, -1)
            .reduce<object>((at, step) => Object(Reflect.get(at, step)), draft);
          Reflect.set(parent, path.at(-1) ?? '', value);
          expect(explain(draft).length === 0).toBe(hasShape(draft));
          for (const problem of checkTopology(draft)) {
            expect(describeProblem(problem)).toContain(problem.message);
          }
        },
      ),
      { numRuns: 300 },
    );
  }, 30_000);
});

function leavesOf(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [[]];
  return Object.entries(value).flatMap(([key, item]) =>
    leavesOf(item).map((path) => [key, ...path]),
  );
}
