import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectDocuments, embeddedLayout, startDocumentsEngine } from '@tandem/stores';
import { expect, test } from 'vitest';
import { apiHarness, type Harness, REQUEST } from './testing/api-harness.ts';

test('two regions over the embedded documents accept each requestId once, also after a restart', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tandem-api-'));
  const place = embeddedLayout(dataDir).documents;
  const { socketPath } = place;
  let engine = await startDocumentsEngine(place);
  const connections = [connectDocuments({ socketPath }), connectDocuments({ socketPath })];
  try {
    const regions: Harness[] = [];
    for (const [index, documents] of connections.entries()) {
      const region = ['us-east-1', 'us-west-2'][index] ?? '';
      regions.push(await apiHarness({ region, stores: { documents } }));
    }
    const requestIds = Array.from({ length: 20 }, (_, index) => `r-${index}`);
    const askEverywhere = () =>
      Promise.all(
        requestIds.map(async (requestId) => {
          const body = { ...REQUEST, requestId };
          const answers = await Promise.all(regions.map(({ post }) => post({ body })));
          const ids = new Set(answers.map((answer) => answer.body.transactionId));
          return { ids: [...ids], statuses: answers.map(({ status }) => status).sort() };
        }),
      );
    const first = await askEverywhere();
    expect(first.every(({ ids }) => ids.length === 1)).toBe(true);
    expect(first.every(({ statuses }) => statuses.join() === '200,202')).toBe(true);
    await engine.close();
    engine = await startDocumentsEngine(place);
    const again = await askEverywhere();
    expect(again.map(({ ids }) => ids)).toEqual(first.map(({ ids }) => ids));
    expect(again.every(({ statuses }) => statuses.join() === '200,200')).toBe(true);
  } finally {
    await Promise.all(connections.map((documents) => documents.close()));
    await engine.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
