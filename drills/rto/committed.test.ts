import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { measuredCases, readRtoResults, rtoPage } from './index.ts';

const inDocs = (path: string) => fileURLToPath(new URL(`../../docs/${path}`, import.meta.url));

const COMMAND = 'tandem drill rto --report docs/reports --page docs/reference/rto.md';

describe('docs/reference/rto.md', () => {
  it('is what docs/reports says', async () => {
    const results = await readRtoResults(inDocs('reports'));
    const page = rtoPage(measuredCases(results), COMMAND);
    await expect(page).toMatchFileSnapshot(inDocs('reference/rto.md'));
  });

  it('is made of drills that were valid', async () => {
    const results = await readRtoResults(inDocs('reports'));
    expect([...results].filter(([, { valid }]) => valid !== true)).toEqual([]);
  });
});
