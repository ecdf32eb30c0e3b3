import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { historyPage } from './reference.ts';

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'reference', 'history.md');

describe('docs/reference/history.md', () => {
  it('lists every operation as its schema has it (npx vitest run drills/history -u writes it anew)', async () => {
    await expect(historyPage()).toMatchFileSnapshot(PAGE);
  });
});
