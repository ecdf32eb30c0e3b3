import { mkdirSync, writeFileSync } from 'node:fs';
import { topologyFor } from '@tandem/topology';
import { stringify } from 'yaml';
import { promtoolTests } from './proofs/promtool.ts';
import { renderRules } from './rules/render.ts';
import { ruleSets } from './rules/sets.ts';

mkdirSync('/tmp/obs', { recursive: true });
for (const [n, s] of ruleSets(topologyFor('document'))) {
  writeFileSync(`/tmp/obs/${n}.yaml`, stringify(renderRules(s), { lineWidth: 0 }));
  writeFileSync(
    `/tmp/obs/${n}.test.yaml`,
    stringify(promtoolTests(s, `${n}.yaml`), { lineWidth: 0 }),
  );
}
