import type { DriveResult, LocalSystem } from '@tandem/local';
import type { WorkCounts } from '../counts.ts';
import { BankControl } from './bank-control.ts';
import { type MemorySample, sampleMemory } from './soak.ts';
import { type StartOptions, startBenchSystem } from './start.ts';
import { costsBetween, type ProcessCost } from './usage.ts';
import { countWork, type DocumentWork, readDocumentWork, readMetrics } from './work.ts';

export interface SystemOptions {
  readonly start: StartOptions;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** Authentications a second of the open loop; lowered when the system cannot do them. */
  readonly rate: number;
  /** Length of a further open loop in which memory is watched; 0: none. */
  readonly soakSeconds: number;
  readonly note: (line: string) => void;
}

export interface SystemResult {
  readonly closed: DriveResult;
  readonly open: DriveResult;
  readonly rate: number;
  readonly processes: readonly ProcessCost[];
  readonly counts: WorkCounts;
  readonly documents: DocumentWork;
  readonly soak: readonly MemorySample[];
}

/** Authentications under way at once in the closed loop. */
const CONCURRENCY = 256;
/** Of what the closed loop did, when the wanted rate is more than that. */
const SUSTAINABLE = 0.9;

/** Starts the whole system, lets its bank drive it and stops it again. */
export async function measureSystem(options: SystemOptions): Promise<SystemResult> {
  options.note('system: starting both regions behind the edge');
  const system = await startBenchSystem(options.start);
  try {
    return await measureRunning(system, options);
  } finally {
    await system.stop();
  }
}

async function measureRunning(
  system: LocalSystem,
  { warmUpSeconds, seconds, rate: wanted, soakSeconds, note }: SystemOptions,
): Promise<SystemResult> {
  const bank = new BankControl(system);
  note(`system: warm-up of ${warmUpSeconds} s`);
  await bank.drive({ concurrency: CONCURRENCY, seconds: warmUpSeconds });
  note(`system: ${CONCURRENCY} authentications under way at all times for ${seconds} s`);
  const closed = await bank.drive({ concurrency: CONCURRENCY, seconds });
  const rate = Math.min(wanted, Math.floor(closed.completedPerSecond * SUSTAINABLE));
  if (!(rate > 0)) throw new Error('the system completed no authentication');
  note(`system: ${rate} authentications a second for ${seconds} s`);
  const since = Date.now();
  const metrics = await readMetrics(system);
  const before = await system.processes();
  const open = await bank.drive({ rate, seconds });
  const after = await system.processes();
  const documents = await readDocumentWork(system, since);
  const counts = countWork(metrics, await readMetrics(system), open.completed, documents);
  const soak = soakSeconds > 0 ? await watchMemory(system, bank, rate, soakSeconds, note) : [];
  return { closed, open, rate, processes: costsBetween(before, after), counts, documents, soak };
}

function watchMemory(
  system: LocalSystem,
  bank: BankControl,
  rate: number,
  seconds: number,
  note: (line: string) => void,
): Promise<MemorySample[]> {
  note(`system: memory over ${seconds} s at ${rate} authentications a second`);
  return sampleMemory(system, bank.drive({ rate, seconds }), (sample) =>
    note(`system: ${sample.seconds.toFixed(0)} s: region ${sample.megabytes.toFixed(0)} MB`),
  );
}
