import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configurationPage } from './reference.ts';

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'reference', 'configuration.md');

describe('docs/reference/configuration.md', () => {
  it('lists every variable as the code has it', async () => {
    await expect(configurationPage()).toMatchFileSnapshot(PAGE);
  });
});
