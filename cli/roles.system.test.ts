import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePortBase, type LocalSystem, startSystem } from '@tandem/local';
import { OverviewSchema } from '@tandem/workloads';
import { Value } from 'typebox/value';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { runProgram } from './program.ts';

const EAST = 'us-east-1';
const WEST = 'us-west-2';

let dataDir: string;
let portBase: number;
let system: LocalSystem;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'tandem-roles-'));
  portBase = await freePortBase();
  system = await startSystem({
    profile: 'fast',
    dataDir,
    portBase,
    entry: join(import.meta.dirname, '..', 'dist', 'tandem.mjs'),
    env: { TANDEM_LOG_LEVEL: 'warn' },
  });
}, 60_000);

afterAll(async () => {
  await system?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

afterEach(() => {
  vi.restoreAllMocks();
});

async function tandem(...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0);
  const exitCode = await runProgram([...args, '--port-base', String(portBase)]);
  vi.restoreAllMocks();
  return { exitCode, out: out.join(''), err: err.join('') };
}

async function regions() {
  const { out } = await tandem('status', '--json');
  const status: unknown = JSON.parse(out);
  const overview: unknown = Reflect.get(Object(status), 'regions');
  if (!Value.Check(OverviewSchema, overview)) throw new Error(`no overview: ${out}`);
  return overview;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + 20_000;
  while (!(await condition())) {
    if (performance.now() > giveUpAt) throw new Error('what was waited for did not happen');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

it('both regions run warm: up, with every bind bound', async () => {
  await until(async () => (await regions()).regions.every(({ able }) => able));
  const { lease, home, regions: all } = await regions();
  expect([lease?.holder, home]).toEqual([EAST, EAST]);
  for (const { state, binds } of all) expect([state, binds.bound]).toEqual(['up', binds.of]);
});

it('singleton work moves there and back, each time with the next epoch', async () => {
  const before = (await regions()).lease?.epoch ?? 0;
  expect(await tandem('failover')).toMatchObject({ exitCode: 0 });
  const again = await tandem('failover', '--to', WEST);
  expect(again.exitCode).not.toBe(0);
  expect(again.err).toContain(`${WEST} is active already`);
  expect(await tandem('failback')).toMatchObject({ exitCode: 0 });
  expect((await regions()).lease).toMatchObject({ holder: EAST, epoch: before + 2 });
});

it('a drained region is DOWN, hands over, and is not failed back to unless forced', async () => {
  expect(await tandem('region', 'drain', EAST)).toMatchObject({ exitCode: 0 });
  expect((await tandem('failback')).err).toContain('it is drained');
  expect((await tandem('region', 'drain', WEST)).err).toContain('no other region is able');
  const drained = await regions();
  expect(drained.lease?.holder).toBe(WEST);
  expect(drained.regions[0]).toMatchObject({ state: 'down', reasons: ['drained'] });
  expect(await tandem('region', 'undrain', EAST)).toMatchObject({ exitCode: 0 });
  expect(await tandem('failback')).toMatchObject({ exitCode: 0 });
});

it('a process that is asked to end yields, and the region that stands by need not wait', async () => {
  const active = (await system.processes()).find(({ name }) => name === EAST);
  process.kill(active?.pid ?? 0, 'SIGTERM');
  await until(async () => (await regions()).lease?.holder === WEST);
  const { history, regions: all } = await regions();
  expect(history.filter(({ event }) => event === 'yielded')).toHaveLength(1);
  expect(history.findLast(({ event }) => event === 'promoted')?.detail).toContain('in good order');
  expect(all[0]).toMatchObject({ name: EAST, able: false });
  expect((await tandem('failback')).err).toContain('none of its processes reports');
});
