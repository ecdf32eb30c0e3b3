import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { topologyFor } from '@tandem/topology';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { clusterStack, edgeStack } from '../policies/testing/stacks.ts';
import { kubernetesTree } from '../synthesize.ts';
import type { Outcome } from './stage.ts';
import { KUBERNETES_STAGES } from './stages.ts';

const topology = topologyFor('document');
const tree = kubernetesTree(topology);
const SIM = 'kubernetes/us-east-1/workloads/sim.yaml';
let outDir = '';

function write(path: string, text: string): void {
  mkdirSync(dirname(join(outDir, path)), { recursive: true });
  writeFileSync(join(outDir, path), text);
}

beforeEach(() => {
  outDir = mkdtempSync(join(tmpdir(), 'tandem-manifests-'));
  for (const [path, text] of tree) write(path, text);
  for (const region of topology.regions) {
    const stacks = { edge: edgeStack(topology, region), cluster: clusterStack(topology, region) };
    for (const [name, stack] of Object.entries(stacks)) {
      write(`terraform/${name}-${region.name}/main.tf.json`, JSON.stringify(stack));
    }
  }
});
afterEach(() => rmSync(outDir, { recursive: true, force: true }));

const change = (from: string, to: string) => {
  const text = readFileSync(join(outDir, SIM), 'utf8');
  expect(text).toContain(from);
  write(SIM, text.replace(from, to));
};

function run(number: number): Promise<Outcome> {
  const stage = KUBERNETES_STAGES.find((one) => one.number === number);
  if (stage === undefined) throw new Error(`there is no stage ${number}`);
  return stage.run({ topology, outDir });
}

it.each([8, 9, 10])('stage %i passes what synth writes', async (number) => {
  expect(await run(number)).toMatchObject({ verdict: 'passed' });
});

it.each([
  [8, 'minReadySeconds: 100', 'minReadySeconds: ten', 'minReadySeconds must be integer'],
  [9, 'minReadySeconds: 100', 'minReadySecond: 100', 'spec.minReadySecond is no field'],
  [10, 'minReadySeconds: 100', 'minReadySeconds: 101', 'regions: '],
])('stage %i finds what was changed in a file', async (number, from, to, told) => {
  change(from, to);
  const outcome = await run(number);
  expect(outcome.verdict === 'failed' ? outcome.findings.join('\n') : outcome.verdict).toContain(
    told,
  );
});

it('is told when Terraform does not make what a manifest names', async () => {
  rmSync(join(outDir, 'terraform'), { recursive: true });
  expect(await run(10)).toMatchObject({
    verdict: 'failed',
    findings: expect.arrayContaining([
      'terraform: us-east-1: Terraform has no stacks edge and cluster',
    ]),
  });
});

it('builds every directory with kubectl, and finds a file that is not there', async () => {
  const outcome = await run(11);
  if (outcome.verdict === 'not run') {
    if (process.env.TANDEM_REQUIRE_TOOLS === '1') throw new Error(outcome.reason);
    process.stderr.write(`not run: ${outcome.reason}\n`);
    return;
  }
  expect(outcome).toMatchObject({ verdict: 'passed' });
  rmSync(join(outDir, SIM));
  expect(await run(11)).toMatchObject({ verdict: 'failed' });
}, 120_000);

it('says what to run where nothing was written', async () => {
  rmSync(outDir, { recursive: true });
  await expect(run(8)).rejects.toThrow('run "tandem synth --out');
});
