import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { topologyFor, WORKLOAD_NAMES } from '@tandem/topology';
import { expect, it } from 'vitest';

const workloads = fileURLToPath(new URL('../workloads', import.meta.url));

/** The sources of a workload, tests left out. */
function sourcesOf(workload: string): string {
  return readdirSync(join(workloads, workload), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(workloads, workload, name), 'utf8'))
    .join('\n');
}

const scaled = WORKLOAD_NAMES.flatMap((workload) =>
  topologyFor('document')
    .workloads[workload].scaling.filter(({ source }) => source === 'pods')
    .map(({ metric }) => ({ workload, metric })),
);

it.each(scaled)('$workload exports $metric, on which it is scaled', ({ workload, metric }) => {
  expect(sourcesOf(workload)).toContain(`'${metric}'`);
});
