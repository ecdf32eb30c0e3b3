import { describe, expect, it } from 'vitest';
import { type Breakage, brokenBuild } from './testing/broken-build.ts';
import { brokenInvariants, shortDrill } from './testing/short-drill.ts';

/** The product with one promise taken out, the drill that has to notice, and by which invariants it may. */
const BROKEN: readonly (Breakage & {
  readonly what: string;
  readonly drill: string;
  readonly seconds: number;
  readonly noticed: RegExp;
})[] = [
  {
    what: 'moves transactions without the compare-and-set',
    file: 'workloads/records/ledger.ts',
    text: 'if (await this.#transactions.replace(next)) {',
    by: `const overwrite = async () => {
        for (;;) {
          const stored = await this.#transactions.get(id);
          if (!stored) return false;
          const blind = { ...next, version: stored.version + 1 };
          if (await this.#transactions.replace(blind)) return true;
        }
      };
      if (await overwrite()) {`,
    drill: 'region-freeze',
    seconds: 8,
    noticed: /^I[12467]:/,
  },
  {
    what: 'tells an applet that nothing is pending when the cache has nothing',
    file: 'workloads/sim/polls.ts',
    text: 'const found = await this.#searchDocuments(appletId);',
    by: 'const found = undefined;',
    drill: 'cache-partition',
    seconds: 8,
    noticed: /^I4:/,
  },
  {
    what: 'writes what is guarded whatever epoch holds it',
    file: 'workloads/guard/region-guard.ts',
    text: "if (step.kind !== 'create') return this.#leases.replace(step.write);",
    by: `if (step.kind !== 'create') {
      for (let write = step.write; ; ) {
        if (await this.#leases.replace(write)) return true;
        const held = await this.#leases.get(LEASE_ID);
        write = { ...write, version: (held?.version ?? 0) + 1 };
      }
    }`,
    drill: 'region-freeze',
    seconds: 8,
    noticed: /^I5:/,
  },
];

describe('a build that', () => {
  it.each(BROKEN)('$what is caught by $drill', async ({ drill, seconds, noticed, ...breakage }) => {
    const { entry, dispose } = await brokenBuild(breakage);
    try {
      const result = await shortDrill({ drill, seconds, entry });
      expect(brokenInvariants(result)).toContainEqual(expect.stringMatching(noticed));
      expect(result.valid).toBe(false);
    } finally {
      dispose();
    }
  });
});

describe('a breakage', () => {
  it('that does not find its text is no test at all', async () => {
    const nothing = { file: 'workloads/sim/polls.ts', text: 'no such text', by: '' };
    await expect(brokenBuild(nothing)).rejects.toThrow('has 0 times what is to be broken');
  });
});
