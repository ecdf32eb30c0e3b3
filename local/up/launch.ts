import { join } from 'node:path';
import { type Supervised, superviseProcess } from '@tandem/runtime';
import type { IncidentLog } from './incidents.ts';
import type { UpOptions } from './options.ts';
import type { ProcessPlan } from './plan.ts';
import type { ProcessLog } from './process-log.ts';

export interface LaunchOptions extends Pick<UpOptions, 'env' | 'regionEnv' | 'processEnv'> {
  readonly dataDir: string;
  readonly entry?: string | undefined;
  readonly incidents: IncidentLog;
  readonly log: ProcessLog;
}

export type Processes = Map<ProcessPlan, Supervised>;

/** With `--split` more than twenty processes start at once, on few cores. */
const READY_TIMEOUT_MS = 60_000;

/** Starts one process of the system and puts it among those that run. */
export function launch(plan: ProcessPlan, running: Processes, options: LaunchOptions): Supervised {
  const { entry, incidents, log, env, regionEnv, processEnv } = options;
  const child = superviseProcess({
    name: plan.name,
    args: plan.args,
    env: {
      ...plan.env,
      ...env,
      ...(plan.region === undefined ? {} : regionEnv?.[plan.region]),
      ...processEnv?.[plan.name],
    },
    ...(entry === undefined ? {} : { entry }),
    // A region that was killed stays dead until somebody starts it; all else comes back by itself.
    restart: plan.region === undefined,
    readyTimeoutMs: READY_TIMEOUT_MS,
    logFile: join(options.dataDir, 'logs', `${plan.name.replaceAll(' ', '-')}.log`),
    onStart: (pid) => log.started(plan, pid),
    onReady: (_, pid) => log.ready(plan, pid),
    onExit: (exit) => log.ended(plan, exit),
    onIncident: (text) => incidents.add(`${plan.name}: ${text}`),
  });
  running.set(plan, child);
  return child;
}

/** The path before what it stands on: the edge keeps answering until its clients are gone. */
const STOP_ORDER = [['bank'], ['edge'], ['region'], ['carrier'], ['engine'], ['documents']];

/** SIGTERM to every process, in the order of the path; SIGKILL to what has not drained in time. */
export async function stopAll(running: Processes, deadlineMs: number): Promise<void> {
  for (const roles of STOP_ORDER) {
    const chosen = [...running].filter(([plan]) => roles.includes(plan.role));
    await Promise.all(chosen.map(([, child]) => child.stop(deadlineMs)));
  }
}
