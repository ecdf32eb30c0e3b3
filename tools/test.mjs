// The one test command: format and lint, types, then every test. Stops at the first stage that fails.
import { spawnSync } from 'node:child_process';
import { buildDashboardIfStale } from '../dashboard/build.mjs';
import { ensureModels } from '../deploy/kubernetes/crds/generate.mjs';
import { ensureBindings } from '../deploy/terraform/bindings/generate.mjs';
import { bundle } from './bundle.mjs';

function run(title, args) {
  process.stdout.write(`\n== ${title}\n`);
  const { status } = spawnSync('npx', ['--no-install', ...args], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

run('format and lint', ['biome', 'check', '.', '--error-on-warnings']);
ensureBindings();
ensureModels();
run('types', ['tsc', '-p', '.']);
run('types of the dashboard', ['tsc', '-p', 'dashboard']);
await bundle();
await buildDashboardIfStale();
run('tests', ['vitest', 'run', ...process.argv.slice(2)]);
