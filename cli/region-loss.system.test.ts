import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { freePortBase } from '@tandem/local';
import { afterAll, beforeAll, expect, it } from 'vitest';

const ENTRY = join(import.meta.dirname, '..', 'dist', 'tandem.mjs');
const LOST = 'us-east-1';
const run = promisify(execFile);
const directory = mkdtempSync(join(tmpdir(), 'tandem-cli-'));
const dataDir = join(directory, 'data');

let up: ChildProcess;
let printed = '';

interface Status {
  readonly processes: readonly { name: string; region?: string; pid?: number; state: string }[];
  readonly incidents: readonly { at: number; text: string }[];
}

beforeAll(async () => {
  const base = String(await freePortBase());
  const args = [ENTRY, 'up', '--profile', 'fast', '--data', dataDir, '--port-base', base];
  up = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  if (up.stdout === null) throw new Error('tandem up has no output');
  for await (const line of createInterface(up.stdout)) {
    printed += `${line}\n`;
    if (line.startsWith('ready in')) break;
  }
});

afterAll(async () => {
  if (up.exitCode === null) {
    const ended = new Promise((resolve) => up.once('exit', resolve));
    up.kill('SIGTERM');
    await ended;
  }
  rmSync(directory, { recursive: true, force: true });
});

async function tandem(...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [ENTRY, ...args, '--data', dataDir]);
  return stdout;
}

/** `tandem status --json`, which ends with 1 while something is down. */
async function status(): Promise<Status> {
  const read = (text: string): Status => JSON.parse(text);
  return tandem('status', '--json').then(read, (error: { stdout: string }) => read(error.stdout));
}

async function incidentsUntil(expected: readonly RegExp[]): Promise<string[]> {
  for (;;) {
    const texts = (await status()).incidents.map(({ text }) => text);
    if (expected.every((pattern) => texts.some((text) => pattern.test(text)))) return texts;
  }
}

it('approves while every process of the active region is dead, and tells what happened', async () => {
  expect(printed).toMatch(/us-east-1\s+active; .*\nus-west-2\s+passive; /);
  const { processes } = await status();
  const killed = processes.filter(({ region }) => region === LOST);
  expect(killed.map(({ name }) => name)).toEqual([`engine ${LOST}`, LOST]);
  const from = Date.now();
  for (const { pid } of killed) if (pid !== undefined) process.kill(pid, 'SIGKILL');

  const answer = JSON.parse(await tandem('approve', '--to', '+14045550101', '--json'));
  expect(answer).toMatchObject({ responseType: 'APPROVED' });

  const texts = await incidentsUntil([
    /^us-east-1 was ended by SIGKILL$/,
    /^engine us-east-1 was ended by SIGKILL$/,
    /^edge: api of us-east-1 is down/,
    /^edge: applet of us-east-1 is down/,
  ]);
  expect(texts.join('\n')).not.toContain('us-west-2');
  const after = await status();
  expect(after.incidents.every(({ at }) => at >= from - 1)).toBe(true);
  const states = after.processes.map(({ region, state }) => `${region ?? 'outside'} ${state}`);
  expect(new Set(states)).toEqual(new Set(['outside ready', `${LOST} stopped`, 'us-west-2 ready']));

  await tandem('region', 'start', LOST);
  await incidentsUntil([/^edge: api of us-east-1 is up/]);
});

it('drains everything on SIGTERM and ends with 0', async () => {
  const ended = new Promise<number | null>((resolve) => up.once('exit', resolve));
  up.kill('SIGTERM');
  expect(await ended).toBe(0);
});
