import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runProgram } from '../program.ts';

// The stacks of the whole system are synthesised here: a second alone, many on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let parent = '';
let stdout: string[] = [];
let stderr: string[] = [];

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'tandem-synth-command-'));
  stdout = [];
  stderr = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => stdout.push(String(text)) > 0);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => stderr.push(String(text)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(parent, { recursive: true, force: true });
});

it('writes a directory for each stack, and one JSON document about them', async () => {
  const out = join(parent, 'out');
  expect(await runProgram(['synth', '--out', out, '--json'])).toBe(0);
  const { directory, files } = JSON.parse(stdout.join(''));
  expect(directory).toBe(out);
  expect(files).toContain('terraform/network-us-east-1/main.tf.json');
  expect(existsSync(join(out, 'terraform/stacks.json'))).toBe(true);
});

it('refuses a directory that it did not write, in one line', async () => {
  writeFileSync(join(parent, 'letter'), 'dear');
  expect(await runProgram(['synth', '--out', parent])).toBe(2);
  expect(stderr.join('')).toMatch(/^tandem: .* will not replace it; [^\n]+\n$/);
  expect(existsSync(join(parent, 'terraform'))).toBe(false);
});

it('verifies nothing where nothing was written, and says what to do', async () => {
  expect(await runProgram(['verify', '--out', join(parent, 'none')])).toBe(2);
  expect(stderr.join('')).toMatch(/^tandem: .*run "tandem synth --out [^\n]+\n$/);
});
