import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Measure, median } from '../measure.ts';
import { type Services, servicesIn } from './connect.ts';
import { numbersOf, outcomeOf, percentile, rate } from './outcome.ts';
import type { Task } from './roles.ts';
import { serviceRuns } from './services.ts';
import { type EngineProcess, runRole, type StartOptions, startEngine } from './worker.ts';

export interface StoresBenchOptions extends StartOptions {
  /** Interleaved rounds; medians are reported. */
  readonly rounds?: number;
  /** Length of one run. */
  readonly seconds?: number;
  /** Measured beside the embedded engines. Default: those that the environment names. */
  readonly services?: Services;
}

const PEER = 'bare SQLite loop';
const CLIENTS = 2;
/** Operations that each client keeps in flight: a region under load, not one that waits. */
const LANES = 512;

/**
 * Engines and clients are further processes, which are this program started with `bench-child stores …`:
 * it must hand these arguments to `runStoresChild`.
 */
export async function benchStores(options: StoresBenchOptions = {}): Promise<Measure[]> {
  const { rounds = 3, seconds = 3, services = servicesIn(process.env) } = options;
  const runs: Measure[][] = [];
  for (let round = 0; round < rounds; round += 1) {
    runs.push([
      ...(await documentsRun(seconds, options)),
      ...(await regionRun(seconds, options)),
      ...(await serviceRuns(services, seconds, options)),
    ]);
  }
  const [first = []] = runs;
  return first.map((measure, at) =>
    medianOf(
      measure,
      runs.map((run) => run[at] ?? measure),
    ),
  );
}

function medianOf(measure: Measure, runs: readonly Measure[]): Measure {
  const value = median(runs.map((run) => run.value));
  if (!measure.ratios) return { ...measure, value };
  const ratio = median(runs.map((run) => run.ratios?.[PEER] ?? Number.NaN));
  return { ...measure, value, ratios: { [PEER]: ratio } };
}

async function documentsRun(seconds: number, options: StartOptions): Promise<Measure[]> {
  const measures: Measure[] = [];
  for (const [role, kind, title] of [
    ['writeLives', 'lives', 'documents: durable writes, transactions of 7'],
    ['insertOnly', 'inserts', 'documents: durable writes, inserts only'],
  ] as const) {
    const [total, engineMicros, clientMicros] = await withEngine(
      'documentsEngine',
      options,
      (engine) => twoClients(role, engine, seconds, options),
    );
    const task = { socketPath: '', seconds, lanes: CLIENTS * LANES, name: kind };
    const peer = Number(await runRole('bareSqlite', task, options));
    const target = kind === 'lives' ? { target: { atLeast: 50_000 } } : {};
    measures.push({
      name: title,
      value: total,
      unit: '1/s',
      ratios: { [PEER]: total / peer },
      ...target,
    });
    measures.push({ name: `${title}: engine CPU`, value: engineMicros, unit: 'us/write' });
    measures.push({ name: `${title}: client CPU`, value: clientMicros, unit: 'us/write' });
  }
  const latencies = await withEngine('documentsEngine', options, async (engine) =>
    numbersOf(await runRole('paceDocuments', task(engine, seconds, 1, 'pace'), options)),
  );
  measures.push({
    name: 'documents: p50 at 1,000/s',
    value: percentile(latencies, 0.5),
    unit: 'ms',
  });
  const p99 = { name: 'documents: p99 at 1,000/s', value: percentile(latencies, 0.99), unit: 'ms' };
  measures.push({ ...p99, target: { atMost: 10 } });
  return measures;
}

async function regionRun(seconds: number, options: StartOptions): Promise<Measure[]> {
  const events = await withEngine('regionEngine', options, async (engine) => {
    const before = await engine.processorMicros();
    const consumer = runRole('consume', task(engine, seconds, 1, 'group'), options);
    const published = outcomeOf(
      await runRole('publish', task(engine, seconds, LANES, 'p'), options),
    );
    const consumed = outcomeOf(await consumer);
    const engineMicros = ((await engine.processorMicros()) - before) / published.operations;
    return { published, consumed, engineMicros };
  });
  const cache = await withEngine('regionEngine', options, (engine) =>
    twoClients('cacheMix', engine, seconds, options),
  );
  return [
    { name: 'events: published', value: rate(events.published), unit: '1/s' },
    { name: 'events: consumed', value: rate(events.consumed), unit: '1/s' },
    { name: 'events: engine CPU, both', value: events.engineMicros, unit: 'us/event' },
    { name: 'events: publisher CPU', value: events.published.cpuMicros, unit: 'us/event' },
    { name: 'events: consumer CPU', value: events.consumed.cpuMicros, unit: 'us/event' },
    { name: 'cache: mailbox operations', value: cache[0], unit: '1/s' },
    { name: 'cache: engine CPU', value: cache[1], unit: 'us/operation' },
    { name: 'cache: client CPU', value: cache[2], unit: 'us/operation' },
  ];
}

async function withEngine<T>(
  role: string,
  options: StartOptions,
  use: (engine: EngineProcess) => Promise<T>,
): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tandem-bench-'));
  const engine = await startEngine(role, dataDir, options);
  try {
    return await use(engine);
  } finally {
    await engine.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Operations/s of two client processes together, and CPU of the engine and of the clients for each. */
async function twoClients(
  role: string,
  engine: EngineProcess,
  seconds: number,
  options: StartOptions,
): Promise<[perSecond: number, engineMicros: number, clientMicros: number]> {
  const before = await engine.processorMicros();
  const runs = Array.from({ length: CLIENTS }, async (_, at) =>
    outcomeOf(await runRole(role, task(engine, seconds, LANES, `w${at}`), options)),
  );
  const outcomes = await Promise.all(runs);
  const operations = outcomes.reduce((sum, outcome) => sum + outcome.operations, 0);
  const engineMicros = ((await engine.processorMicros()) - before) / operations;
  const perSecond = outcomes.reduce((sum, outcome) => sum + rate(outcome), 0);
  return [perSecond, engineMicros, median(outcomes.map(({ cpuMicros }) => cpuMicros))];
}

function task({ socketPath }: EngineProcess, seconds: number, lanes: number, name: string): Task {
  return { socketPath, seconds, lanes, name };
}
