import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePortBase, type LocalSystem, startSystem } from '@tandem/local';
import {
  checkQueries,
  dashboardsOf,
  differences,
  OUTSIDE_METRICS,
  readExposition,
  renderDashboard,
  renderGroup,
  ruleSets,
  shownMetrics,
  WORKLOAD_METRICS,
} from '@tandem/observability';
import { portsFor, topologyFor } from '@tandem/topology';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { runProgram } from '../program.ts';

const topology = topologyFor('document');
let dataDir: string;
let portBase: number;
let system: LocalSystem;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'tandem-metrics-'));
  portBase = await freePortBase();
  system = await startSystem({
    profile: 'fast',
    dataDir,
    portBase,
    entry: join(import.meta.dirname, '..', '..', 'dist', 'tandem.mjs'),
    env: { TANDEM_LOG_LEVEL: 'warn' },
  });
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  await runProgram(['approve', '--to', '+14045550101', '--port-base', String(portBase)]);
  vi.restoreAllMocks();
}, 120_000);

afterAll(async () => {
  await system?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function scraped() {
  const ports = portsFor(portBase);
  const texts = topology.regions.map(async (_, index) => {
    const { ops } = ports.region(index);
    const response = await fetch(`http://127.0.0.1:${ops}/metrics`);
    expect(response.status).toBe(200);
    return response.text();
  });
  return readExposition(await Promise.all(texts));
}

it('a running system exports the metrics that are listed, and no other of ours', async () => {
  expect(differences(WORKLOAD_METRICS, await scraped(), 'tandem_')).toEqual([]);
});

it('no rule and no dashboard asks for a metric or a label that it does not export', async () => {
  const metrics = [...shownMetrics(WORKLOAD_METRICS, await scraped()), ...OUTSIDE_METRICS];
  const groups = [...ruleSets(topology).values()].flatMap(({ scope, groups: all }) =>
    all.map((group) => ({ scope, group: renderGroup(group) })),
  );
  const dashboards = dashboardsOf(topology).map(renderDashboard);
  const { findings, queries } = checkQueries({ groups, dashboards }, metrics);
  expect(findings).toEqual([]);
  expect(queries).toBeGreaterThan(200);
});
