import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DRILLS } from './drills.ts';
import { defaultSeconds } from './plan-drill.ts';

it('docs/guides/drills.md lists every drill, and how long a load is', () => {
  const page = readFileSync(new URL('../../docs/guides/drills.md', import.meta.url), 'utf8');
  const rows = page.split('\n').filter((line) => /^\| `[a-z-]+` \|/.test(line));
  expect(rows).toEqual(DRILLS.map(({ name, sentence }) => `| \`${name}\` | ${sentence} |`));
  for (const profile of ['fast', 'tuned', 'document'] as const) {
    expect(page).toContain(`${defaultSeconds(profile)} s`);
  }
});
