import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DrillRuns } from './drill-runs.ts';

let dir: string;
let runs: DrillRuns;

/** In place of the bundle: says what it was asked for, and ends as its first drill is called. */
const SCRIPT = `
const [, name, ...flags] = process.argv.slice(2);
process.stderr.write('measuring ' + flags.join(' ') + '\\n');
if (name === 'waits') setInterval(() => {}, 1_000);
else process.exitCode = name === 'breaks' ? 2 : 1;
`;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tandem-drill-runs-'));
  const entry = join(dir, 'entry.cjs');
  writeFileSync(entry, SCRIPT);
  const catalogue = ['judged', 'breaks', 'waits'].map((name) => ({ name, sentence: name }));
  runs = new DrillRuns({
    entry,
    reports: join(dir, 'reports'),
    logsDir: dir,
    catalogue,
    now: () => 7,
  });
});
afterEach(async () => {
  await runs.end();
  rmSync(dir, { recursive: true });
});

const until = (state: string) =>
  vi.waitFor(() => expect(runs.latest?.state).toBe(state), { timeout: 20_000, interval: 20 });

it('runs a drill as a process of its own and tells how it ended: a verdict is no failure', async () => {
  expect(runs.start({ name: 'judged', profile: 'fast', rate: 50 })).toMatchObject({
    state: 'running',
    startedAt: 7,
  });
  await until('done');
  expect(runs.latest).toMatchObject({
    exitCode: 1,
    note: `measuring --profile fast --report ${join(dir, 'reports')} --rate 50`,
  });
  runs.start({ name: 'breaks', profile: 'fast' });
  await until('failed');
});

it('runs one at a time, ends it with the system, and takes no name that is no drill', async () => {
  expect(() => runs.start({ name: '--help', profile: 'fast' })).toThrow('is not a drill');
  runs.start({ name: 'waits', profile: 'fast' });
  expect(() => runs.start({ name: 'judged', profile: 'fast' })).toThrow('waits is running');
  await runs.end();
  expect(runs.latest?.state).toBe('failed');
});
