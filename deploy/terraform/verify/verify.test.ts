import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { topologyFor } from '@tandem/topology';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { synthesize } from '../synthesize.ts';
import { failed, notRun, passed, type Stage } from './stage.ts';
import { policies } from './stages/policies.ts';
import { sameBytes } from './stages/same-bytes.ts';
import { STAGES, verify } from './verify.ts';

// The stacks of the whole system are synthesised here: a second alone, many on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const topology = topologyFor('document');
let parent = '';
let out = '';

beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'tandem-verify-test-'));
  out = join(parent, 'out');
  synthesize(topology, out);
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

const stage = (run: Stage['run']): Stage => ({ number: 9, name: 'a stage', run });
const check = (stages: readonly Stage[], requireTools = false, outDir = out) =>
  verify({ topology, outDir, requireTools, stages });

describe('tandem verify', () => {
  it('has the stages of the description in their order', () => {
    expect(STAGES.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('says of each stage what it found, and how long it took', async () => {
    const told: string[] = [];
    const results = await verify({
      topology,
      outDir: out,
      requireTools: false,
      stages: [stage(async () => passed('all well')), stage(async () => failed('one', 'two'))],
      onStart: ({ name }) => told.push(`start ${name}`),
      onResult: ({ verdict }) => told.push(verdict),
    });
    expect(told).toEqual(['start a stage', 'passed', 'start a stage', 'failed']);
    expect(results[0]).toMatchObject({ verdict: 'passed', detail: 'all well', findings: [] });
    expect(results[1]).toMatchObject({ detail: '2 findings', findings: ['one', 'two'] });
    expect(results[1]?.seconds).toBeGreaterThanOrEqual(0);
  });

  it('lets a stage go without its tool, unless every tool must be there', async () => {
    const without = [stage(async () => notRun('terraform is not installed'))];
    expect(await check(without)).toMatchObject([
      { verdict: 'not run', detail: 'terraform is not installed' },
    ]);
    expect(await check(without, true)).toMatchObject([
      { verdict: 'failed', findings: [expect.stringContaining('TANDEM_REQUIRE_TOOLS')] },
    ]);
  });

  it('goes on after a stage that breaks off', async () => {
    const broken = stage(() => Promise.reject(new Error('out of memory')));
    const results = await check([broken, stage(async () => passed('all well'))]);
    expect(results.map(({ verdict }) => verdict)).toEqual(['failed', 'passed']);
    expect(results[0]?.findings).toEqual(['the stage broke off: out of memory']);
  });

  it('names the command to run when there is nothing to verify', async () => {
    await expect(check([], false, join(parent, 'nothing'))).rejects.toThrow('run "tandem synth');
  });

  it('passes the policies on what synth wrote', async () => {
    expect(await check([policies])).toMatchObject([{ verdict: 'passed' }]);
  });

  it('finds what was edited by hand', async () => {
    expect(await check([sameBytes])).toMatchObject([{ verdict: 'passed' }]);
    const file = join(out, 'terraform/state/main.tf.json');
    const written = readFileSync(file, 'utf8');
    writeFileSync(
      file,
      written.replace('"enable_key_rotation": true', '"enable_key_rotation": false'),
    );
    const [repeatable, judged] = await check([sameBytes, policies]);
    writeFileSync(file, written);
    expect(repeatable?.findings).toEqual([
      'terraform/state/main.tf.json is not what the topology gives: run tandem synth again',
    ]);
    expect(judged?.findings).toEqual([
      'encryption: state: aws_kms_key.state_key: the key does not rotate',
    ]);
  });
});
