// Runs the contract suites on the official images of compose.yaml: `npm run test:compose`. Needs Docker.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const file = join(dirname(fileURLToPath(import.meta.url)), 'compose.yaml');
const environment = {
  ENGINES_MONGODB_URL:
    'mongodb://127.0.0.1:27017,127.0.0.1:27018,127.0.0.1:27019/?replicaSet=tandem',
  ENGINES_REDIS_URLS: 'redis://127.0.0.1:6379 redis://127.0.0.1:6380',
  ENGINES_KAFKA_BROKERS: '127.0.0.1:9092,127.0.0.1:9093,127.0.0.1:9094',
};

function run(command, args) {
  const env = { ...process.env, ...environment };
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', env });
  if (error) process.stderr.write(`${command} does not start (${error.code})\n`);
  return status ?? 1;
}

const compose = (...args) => run('docker', ['compose', '-f', file, ...args]);
let status = compose('up', '--detach', '--wait');
if (status === 0) {
  const tests = ['vitest', 'run', '--project', 'system', 'test/engines/compose.system.test.ts'];
  status = run('npx', ['--no-install', ...tests, ...process.argv.slice(2)]);
}
compose('down', '--volumes');
process.exit(status);
