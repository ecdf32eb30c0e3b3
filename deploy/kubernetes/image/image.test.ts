import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { topologyFor } from '@tandem/topology';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { collect, PACKAGES } from './collect.mjs';

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const topology = topologyFor('document');
let directory = '';
let app = '';

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tandem-image-'));
  app = collect(directory);
}, 120_000);
afterAll(() => rmSync(directory, { recursive: true, force: true }), 120_000);

it('holds all that the program needs, away from the sources', () => {
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    ['tandem.mjs', 'serve', '--help'],
    {
      cwd: app,
      encoding: 'utf8',
    },
  );
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(stdout).toContain('--workload');
}, 60_000);

it('holds every package that stays outside of the bundle, and no embedded engine', () => {
  const script = PACKAGES.map((name) => `await import(${JSON.stringify(name)});`).join('');
  execFileSync(process.execPath, ['--input-type=module', '--eval', script], { cwd: app });
  expect(existsSync(join(app, 'node_modules', 'libsql'))).toBe(false);
  expect(existsSync(join(app, 'node_modules', 'typescript'))).toBe(false);
}, 60_000);

it('ends in a stage without a shell, as a user who is not root', () => {
  const stages = readFileSync(here('./Dockerfile'), 'utf8').split(/^FROM /m);
  const last = stages.at(-1) ?? '';
  expect(last).toMatch(/^gcr\.io\/distroless\/nodejs\d+-debian\d+:nonroot\n/);
  expect(last).not.toMatch(/^RUN /m);
  expect(last).toMatch(/^USER 65532:65532$/m);
  expect(last).toMatch(/^ENTRYPOINT \["\/nodejs\/bin\/node", "\/app\/tandem\.mjs"\]$/m);
  const ports = Object.values(topology.workloads).flatMap((one) =>
    one.ports.map(({ port }) => port),
  );
  const exposed = /^EXPOSE (.*)$/m.exec(last)?.[1]?.split(' ').map(Number);
  expect(exposed).toEqual([...new Set(ports)].sort((a, b) => a - b));
});

const build = (...args: string[]) =>
  spawnSync(process.execPath, [here('./build.mjs'), ...args], { encoding: 'utf8' });

it('is built for both platforms and pushed to one registry, from which the other copies', () => {
  const { stdout } = build('--account', '123456789012', '--tag', '1.4.0', '--print');
  expect(stdout).toContain('--platform linux/arm64,linux/amd64');
  expect(stdout).toContain('--tag 123456789012.dkr.ecr.us-west-2.amazonaws.com/tandem:1.4.0');
});

it.each([
  [['--account', '12', '--tag', 'x'], '--account is "12"; allowed: 12 digits'],
  [['--account', '123456789012', '--tag', '-'], '--tag is "-"'],
  [['--account', '123456789012', '--tag', 'x', '--push-to', 'mars'], 'us-east-1, us-west-2'],
])('refuses %j in one line', (args, told) => {
  const { status, stderr } = build(...args);
  expect(status).toBe(1);
  expect(stderr).toContain(told);
});
