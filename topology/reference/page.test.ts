import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { duration, table } from './markdown.ts';
import { referencePage } from './page.ts';

const PAGE = fileURLToPath(new URL('../../docs/reference/topology.md', import.meta.url));

describe('docs/reference/topology.md', () => {
  it('is what the topology says (npx vitest run topology/reference -u writes it anew)', async () => {
    await expect(referencePage()).toMatchFileSnapshot(PAGE);
  });
});

describe('duration', () => {
  it.each([
    [0, '0 ms'],
    [50, '50 ms'],
    [1_250, '1250 ms'],
    [1_500, '1.5 s'],
    [60_000, '60 s'],
    [120_000, '120 s'],
    [300_000, '5 min'],
    [3_600_000, '60 min'],
    [21_600_000, '6 h'],
    [86_400_000, '24 h'],
    [2_592_000_000, '30 d'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });
});

describe('table', () => {
  it('keeps a bar inside its cell', () => {
    expect(table(['a'], [['x|y']])).toBe('| a |\n|---|\n| x\\|y |');
  });
});
