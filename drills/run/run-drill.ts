import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, systemClock } from '@tandem/core';
import {
  freePortBase,
  HistoryFile,
  type LocalSystem,
  type Recorder,
  startSystem,
} from '@tandem/local';
import type { DrillPlan, FaultSpec } from '../catalogue/index.ts';
import type { DrillResult } from '../result/index.ts';
import { claim } from './claim.ts';
import { judge } from './judge.ts';
import { startLoad, warmUpWithLoad } from './load.ts';
import { parametersOf } from './parameters.ts';
import { recordAudit } from './read-audit.ts';
import { awaitRest, recordTransactions } from './read-transactions.ts';
import { scanForMsisdns } from './scan.ts';
import { type Servers, serversFor } from './servers.ts';
import { targetOf } from './target.ts';
import { Timeline } from './timeline.ts';
import { auditPatienceOf, settleSecondsOf } from './timings.ts';
import { warmUp } from './warm-up.ts';

export interface RunOptions {
  readonly plan: DrillPlan;
  /** Gets result.json, history.jsonl and report.html; holds the data meanwhile, and after a drill that is not valid. */
  readonly reportDir: string;
  /** The bundle that the system starts from; default: the script of this process. */
  readonly entry?: string;
  readonly signal?: AbortSignal;
  /** One line about what happens now. */
  readonly note?: (line: string) => void;
}

/** Somebody asked the drill to end before it was over. Everything is healed and stopped. */
export class DrillAbortedError extends Error {
  override readonly name = 'DrillAbortedError';
}

interface Run extends RunOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly note: (line: string) => void;
  readonly dataDir: string;
  readonly historyDir: string;
  readonly record: Recorder;
}

/** From processes that are ready to regions that the edge finds healthy. */
const SECOND_MS = 1_000;
const WARM_UP_MS = 30_000;

const RECORDERS = ['drill', 'supervisor', 'documents', 'carrier', 'bank', 'edge'];

/**
 * Runs a drill on a system of its own, on free ports: load, faults and their healing, outcomes, then what
 * rests in the stores; judges the history of it all. Whatever happens, faults are healed and every process
 * is stopped. Rejects with a ClaimedError when the directory is in use, a DrillAbortedError when the signal
 * was given, and with what went wrong when the system would not start or obey.
 */
export async function runDrill(options: RunOptions): Promise<DrillResult> {
  const { reportDir, plan, signal = new AbortController().signal } = options;
  const release = claim(reportDir);
  const dataDir = join(reportDir, 'data');
  const historyDir = join(reportDir, 'recorders');
  let close = async () => {};
  try {
    await Promise.all(
      [dataDir, historyDir].map((dir) => rm(dir, { recursive: true, force: true })),
    );
    const problems: string[] = [];
    const history = HistoryFile.open({
      path: join(historyDir, 'drill.jsonl'),
      onProblem: ({ message }) => problems.push(message),
    });
    const { record } = history;
    close = async () => {
      close = async () => {};
      await history.close();
    };
    record('drill', 'info', 'drill', parametersOf(plan));
    const note = options.note ?? (() => undefined);
    await perform({ ...options, signal, note, record, dataDir, historyDir, clock: systemClock });
    note('searching every file for numbers of persons');
    record('drill-reader', 'ok', 'scan', { what: 'msisdn', ...(await scanForMsisdns(dataDir)) });
    record('drill', 'info', 'end', {});
    await close();
    if (problems[0] !== undefined) throw new Error(`the history is not whole: ${problems[0]}`);
    note('judging the history');
    const files = RECORDERS.map((name) => join(historyDir, `${name}.jsonl`));
    const result = await judge(files, reportDir);
    await rm(historyDir, { recursive: true, force: true });
    if (result.valid === true) await rm(dataDir, { recursive: true, force: true });
    return result;
  } finally {
    await close();
    release();
  }
}

/** From the start of the system to its stop. */
async function perform(run: Run): Promise<void> {
  const { plan, historyDir, note } = run;
  note('starting the system');
  const servers = await serversFor(plan, process.env);
  try {
    await servers?.record(join(historyDir, 'documents.jsonl'));
    await onServers(run, servers);
  } finally {
    await servers?.stop();
  }
}

async function onServers(run: Run, servers: Servers | undefined): Promise<void> {
  const { plan, dataDir, historyDir, entry, signal, note } = run;
  const system = await startSystem({
    profile: plan.profile,
    portBase: await freePortBase(plan.profile),
    split: plan.split,
    seed: plan.seed,
    env: { TANDEM_LOG_LEVEL: 'warn', ...servers?.env },
    dataDir,
    historyDir,
    ...(entry === undefined ? {} : { entry }),
  });
  try {
    await strike(run, system);
    stopWhenAborted(signal);
  } finally {
    note('stopping the system');
    await system.stop();
  }
}

/** Load and faults, then what came of it. */
async function strike(run: Run, system: LocalSystem): Promise<void> {
  const { plan, clock, record, signal, note } = run;
  stopWhenAborted(signal);
  const documents = await system.documents('drill');
  const target = targetOf(system, documents);
  const timeline = new Timeline({
    plan,
    target,
    clock,
    record,
    signal,
    onAct: (act, spec) => note(`${act} ${describe(spec)}`),
  });
  try {
    const { bank } = system.controls;
    if (!bank) throw new Error('the system runs without a bank');
    note('waiting until both regions serve');
    await warmUp(system.controls.edge, WARM_UP_MS, clock, signal);
    note('warming up');
    await Promise.race([warmUpWithLoad(bank, plan, clock), aborted(signal)]);
    stopWhenAborted(signal);
    record('drill', 'info', 'load', { rate: plan.rate, seconds: plan.seconds });
    note(`offering ${plan.rate} requests/s for ${plan.seconds} s`);
    const settleSeconds = settleSecondsOf(plan, system.topology);
    const load = await startLoad(bank, plan, settleSeconds, clock);
    try {
      await timeline.run();
    } finally {
      await timeline.healAll();
    }
    if (signal.aborted) await load.stop();
    note('waiting for the outcomes');
    await Promise.race([load.ended, aborted(signal)]);
    stopWhenAborted(signal);
    await awaitRest(documents, { patienceMs: settleSeconds * SECOND_MS, clock, signal });
    note('reading what rests in documents');
    const decided = await recordTransactions(documents, record);
    const regions = system.topology.regions.map(({ name }) => name);
    const patienceMs = auditPatienceOf(system.topology);
    await recordAudit({ documents, regions, decided, patienceMs, clock, signal }, record);
  } finally {
    await documents.close();
  }
}

function describe(spec: FaultSpec): string {
  const { name, ...details } = spec;
  const values = Object.values(details);
  return values.length === 0 ? name : `${name} (${values.join(', ')})`;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function stopWhenAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new DrillAbortedError('the drill was ended before it was over');
}
