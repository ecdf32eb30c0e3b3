import { fileURLToPath } from 'node:url';
import { topologyFor } from '@tandem/topology';
import { expect, it } from 'vitest';
import { alertsPage } from './page.ts';

const PAGE = fileURLToPath(new URL('../../../docs/reference/alerts.md', import.meta.url));

it('docs/reference/alerts.md is what is deployed (npx vitest run deploy/observability/reference -u)', async () => {
  await expect(alertsPage(topologyFor('document'))).toMatchFileSnapshot(PAGE);
});
