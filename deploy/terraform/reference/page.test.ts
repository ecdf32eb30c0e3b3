import { fileURLToPath } from 'node:url';
import { topologyFor } from '@tandem/topology';
import { expect, it } from 'vitest';
import { infrastructurePage } from './page.ts';

const PAGE = fileURLToPath(new URL('../../../docs/reference/infrastructure.md', import.meta.url));

it('docs/reference/infrastructure.md is what synth writes (npx vitest run deploy/terraform/reference -u)', async () => {
  await expect(infrastructurePage(topologyFor('document'))).toMatchFileSnapshot(PAGE);
}, 120_000);
