import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { planDrill } from '../catalogue/index.ts';
import { ClaimedError } from './claim.ts';
import { DrillAbortedError, runDrill } from './run-drill.ts';
import { BUNDLE } from './testing/short-drill.ts';

let reportDir: string;

beforeEach(() => {
  reportDir = mkdtempSync(join(tmpdir(), 'drill-'));
});
afterEach(() => rmSync(reportDir, { recursive: true, force: true }));

interface Line {
  readonly f: string;
  readonly type: string;
  readonly value: { readonly change?: string; readonly pid?: number };
}

function recorded(name: string): Line[] {
  const text = readFileSync(join(reportDir, 'recorders', `${name}.jsonl`), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

it('a drill that is ended while a region is frozen heals it and leaves no process behind', async () => {
  const plan = planDrill('region-freeze', { profile: 'fast', rate: 10, seconds: 10, seed: 1 });
  const controller = new AbortController();
  const second: unknown[] = [];
  const run = runDrill({
    plan,
    reportDir,
    entry: BUNDLE,
    signal: controller.signal,
    note: (line) => {
      if (!line.startsWith('fault')) return;
      controller.abort();
      runDrill({ plan, reportDir, entry: BUNDLE }).catch((error: unknown) => second.push(error));
    },
  });
  await expect(run).rejects.toThrow(DrillAbortedError);
  expect(second).toEqual([expect.any(ClaimedError)]);
  const acts = recorded('drill').map(({ type, f }) => `${type} ${f}`);
  expect(acts).toContain('ok heal');
  const started = recorded('supervisor').flatMap(({ value: { change, pid } }) =>
    change === 'started' && pid !== undefined ? [pid] : [],
  );
  expect(started.length).toBeGreaterThan(6);
  expect(started.filter(isAlive)).toEqual([]);
});
