import { BenchWorker, type StartWorkerOptions } from '../../worker/parent.ts';
import { WORK_TITLES, type WorkCosts, type WorkCounts, type WorkName } from '../counts.ts';

export interface FloorOptions {
  readonly counts: WorkCounts;
  /** Mean size of a transaction's document, and how often it is written. */
  readonly document: { readonly bytes: number; readonly versions: number };
  /** Authentications a second that the work stands for; 0: as fast as it goes. */
  readonly rate: number;
  /** Length of each measurement, after a warm-up of a third of it. */
  readonly seconds: number;
  readonly start?: StartWorkerOptions;
  readonly note?: (line: string) => void;
}

const CONCURRENCY = 64;

interface Part {
  readonly name: WorkName;
  readonly listen: 'listenHttp' | 'listenSmsc' | 'listenApplets' | 'startEngine';
  readonly drive: 'driveHttp' | 'driveMessages' | 'driveExchanges' | 'driveWrites';
  /** Callbacks go the other way. */
  readonly reversed?: true;
}

const PARTS: readonly Part[] = [
  { name: 'httpRequests', listen: 'listenHttp', drive: 'driveHttp' },
  { name: 'callbacks', listen: 'listenHttp', drive: 'driveHttp', reversed: true },
  { name: 'documentWrites', listen: 'startEngine', drive: 'driveWrites' },
  { name: 'messages', listen: 'listenSmsc', drive: 'driveMessages' },
  { name: 'connections', listen: 'listenApplets', drive: 'driveExchanges' },
];

/** CPU seconds for one piece of each work, measured alone, one after the other, each in two fresh processes. */
export async function measureFloor(options: FloorOptions): Promise<WorkCosts> {
  const costs: Partial<Record<WorkName, number>> = {};
  for (const part of PARTS) {
    const how = options.rate > 0 ? `at ${options.rate} authentications/s` : 'flat out';
    options.note?.(`floor, ${how}: ${WORK_TITLES[part.name]}`);
    costs[part.name] = await costOf(part, options);
  }
  return costs as WorkCosts;
}

async function costOf(part: Part, options: FloorOptions): Promise<number> {
  const workers = [floorWorker(options), floorWorker(options)] as const;
  const [server, client] = part.reversed ? [workers[1], workers[0]] : workers;
  try {
    const where = await server.call(part.listen);
    const { load, pieces } = loadOf(part, where, options);
    await client.call(part.drive, { ...load, rate: 0, seconds: options.seconds / 3 });
    const before = await cpuSeconds(workers);
    const done = await client.callForNumber(part.drive, load);
    return ((await cpuSeconds(workers)) - before) / (done * pieces);
  } finally {
    await Promise.all([client.stop(), server.stop()]);
  }
}

/** What to ask the driving side for, and how many pieces of work one of its rounds is. */
function loadOf(part: Part, where: unknown, { counts, document, rate, seconds }: FloorOptions) {
  const base = { seconds, concurrency: CONCURRENCY };
  if (part.name !== 'documentWrites') {
    return { load: { ...base, rate: rate * counts[part.name], port: where }, pieces: 1 };
  }
  const versions = Math.max(1, Math.round(document.versions));
  const rounds = (rate * counts.documentWrites) / versions;
  const load = { ...base, rate: rounds, socketPath: where, versions, bytes: document.bytes };
  return { load, pieces: versions };
}

async function cpuSeconds(workers: readonly BenchWorker[]): Promise<number> {
  const seconds = await Promise.all(workers.map((worker) => worker.callForNumber('cpuSeconds')));
  return seconds.reduce((sum, one) => sum + one, 0);
}

function floorWorker({ start }: FloorOptions): BenchWorker {
  return new BenchWorker('authenticate', 'floor', start);
}
