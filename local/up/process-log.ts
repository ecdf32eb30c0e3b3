import type { ProcessExit } from '@tandem/runtime';
import type { Recorder } from '../history/index.ts';
import type { IncidentLog } from './incidents.ts';
import type { ProcessPlan, ProcessRole } from './plan.ts';

/** What a process did, or what was done to it. */
export interface ProcessEvent {
  /** Unix milliseconds. */
  readonly at: number;
  readonly name: string;
  readonly role: ProcessRole;
  readonly region?: string;
  /** `signal`: the supervisor has sent it. */
  readonly change: 'started' | 'ready' | 'ended' | 'signal';
  readonly pid?: number;
  /** Sent, or what ended it. */
  readonly signal?: NodeJS.Signals;
  /** Exit code. */
  readonly code?: number;
  /** It ended because it was asked to. */
  readonly expected?: boolean;
  /** Why it ended, as far as it could say. */
  readonly reason?: string;
}

export interface ProcessLogOptions {
  readonly now: () => number;
  readonly incidents: IncidentLog;
  readonly record?: Recorder | undefined;
  readonly listener?: ((event: ProcessEvent) => void) | undefined;
}

type Details = Omit<ProcessEvent, 'at' | 'name' | 'role' | 'region' | 'change'>;

/** Every start and end of a process, for incidents, the history, and whoever listens. */
export class ProcessLog {
  readonly #options: ProcessLogOptions;
  readonly #ready = new Set<string>();

  constructor(options: ProcessLogOptions) {
    this.#options = options;
  }

  started(plan: ProcessPlan, pid: number): void {
    this.#add(plan, 'started', { pid });
  }

  ready(plan: ProcessPlan, pid: number): void {
    // The first time is the start of the system, not something that happened to it.
    if (this.#ready.has(plan.name)) this.#options.incidents.add(`${plan.name} is ready again`);
    this.#ready.add(plan.name);
    this.#add(plan, 'ready', { pid });
  }

  signalled(plan: ProcessPlan, signal: NodeJS.Signals, pid: number): void {
    this.#add(plan, 'signal', { signal, pid });
  }

  ended(plan: ProcessPlan, exit: ProcessExit): void {
    this.#options.incidents.add(describeExit(exit));
    const { pid, code, signal, expected, reason } = exit;
    this.#add(plan, 'ended', {
      ...(pid === undefined ? {} : { pid }),
      ...(code === null ? {} : { code }),
      ...(signal === null ? {} : { signal }),
      expected,
      ...(reason === undefined ? {} : { reason }),
    });
  }

  #add({ name, role, region }: ProcessPlan, change: ProcessEvent['change'], details: Details) {
    const { now, record, listener } = this.#options;
    const where = region === undefined ? {} : { region };
    listener?.({ at: now(), name, role, ...where, change, ...details });
    // A reason is the last line of a log: it belongs to whoever operates, not into a history.
    const { reason: _, ...plain } = details;
    record?.('supervisor', 'info', 'process', { name, ...where, change, ...plain });
  }
}

function describeExit({ name, code, signal, expected, reason }: ProcessExit): string {
  const how = signal === null ? `exited with ${code}` : `was ended by ${signal}`;
  return `${name} ${how}${expected ? ', as asked' : ''}${reason === undefined ? '' : `: ${reason}`}`;
}
