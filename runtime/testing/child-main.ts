import { createServer } from 'node:net';
import { topologyFor, type WorkloadName } from '@tandem/topology';
import {
  createLogger,
  processClock,
  type Running,
  readServeConfig,
  runProcess,
  serveRegion,
  type Workload,
  type WorkloadFactory,
} from '../index.ts';

/** A program for tests: `child-main.mjs MODE ARGUMENT`, each mode a way to live or to end. */
const [mode = '', argument = ''] = process.argv.slice(2);
const running: Running = { ports: { main: 1 }, drain: () => Promise.resolve() };

function listen(port: number): Promise<Running> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(running));
  });
}

const idle =
  (name: WorkloadName): WorkloadFactory =>
  ({ documents, logger }): Workload => ({
    name,
    start: () => documents.ping(),
    health: () => ({ ready: true }),
    drain: async () => logger.info('workload drained'),
    ports: () => ({ [name]: 4_242 }),
  });

const STARTS: Readonly<Record<string, () => Promise<Running>>> = {
  fine: async () => running,
  'never-ready': () => new Promise(() => undefined),
  'never-drained': async () => ({ ...running, drain: () => new Promise(() => undefined) }),
  'port-in-use': () => listen(Number(argument)),
  'broken-start': () => Promise.reject(new Error('something unforeseen')),
  /** Exits 7 once its wall clock is an hour ahead of its machine's. */
  'watch-clock': async () => {
    setInterval(() => {
      if (processClock.now() - Date.now() > 3_500_000) process.exit(7);
    }, 5);
    return running;
  },
  'crash-later': async () => {
    setTimeout(() => Promise.reject(new Error('nobody caught this')), 20);
    return running;
  },
};

const start = STARTS[mode];
// Keeps the process alive as a listener would.
if (start) setInterval(() => undefined, 1_000);
if (start) {
  const logger = createLogger({ level: 'info', bindings: { mode } });
  await runProcess({ logger, drainDeadlineMs: 200, start });
} else {
  const config = readServeConfig({ flags: JSON.parse(argument), environment: {} });
  const workloads = Object.fromEntries(config.workloads.map((name) => [name, idle(name)]));
  await serveRegion({
    config,
    topology: topologyFor('fast'),
    workloads: workloads as Record<WorkloadName, WorkloadFactory>,
  });
}
