import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { type Clock, systemClock } from '@tandem/core';
import { lastWordsOf } from './log-tail.ts';
import { asChildMessage, MAX_SKEW_MS, type ReadyMessage } from './process/messages.ts';
import { type Usage, usageOf } from './usage.ts';

export interface SuperviseOptions {
  readonly name: string;
  readonly args: readonly string[];
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The script; default: the one this process was started from. */
  readonly entry?: string;
  /** Start again, with back-off, when it ends without being asked to. */
  readonly restart: boolean;
  readonly readyTimeoutMs: number;
  /** Where its output is appended; default: the output of this process. */
  readonly logFile?: string;
  readonly onExit?: (exit: ProcessExit) => void;
  readonly onStart?: (pid: number) => void;
  readonly onReady?: (ready: ReadyMessage, pid: number) => void;
  /** What the child reports with `reportIncident`. */
  readonly onIncident?: (text: string) => void;
  readonly clock?: Clock;
}

export interface ProcessExit {
  readonly name: string;
  /** Absent when no process could be made. */
  readonly pid?: number;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** It was asked to stop. */
  readonly expected: boolean;
  /** The line with which a failed start explained itself, else what its log says last, unless a signal ended it. */
  readonly reason?: string;
}

export interface Supervised {
  readonly name: string;
  /** Undefined while no process of this name runs. */
  readonly pid: number | undefined;
  readonly state: 'starting' | 'ready' | 'waiting' | 'stopped';
  readonly restarts: number;
  /** Resolves at the first readiness; rejects, naming the process and why, when the start fails. */
  readonly ready: Promise<ReadyMessage>;
  /** SIGTERM, then SIGKILL after `deadlineMs`. Resolves with its last exit; never starts again. */
  stop(deadlineMs: number): Promise<ProcessExit | undefined>;
  /** Resolves when the process that runs now has ended; at once when none does. */
  readonly exited: Promise<void>;
  /** For faults: SIGKILL, SIGSTOP, SIGCONT. False when no process runs. */
  signal(signal: NodeJS.Signals): boolean;
  /**
   * For drills: the wall clock of the running process is from now on `ms` ahead of the machine's (behind,
   * when negative; 0 heals it). A process that is started again has the right time. False when none runs.
   */
  skewClock(ms: number): boolean;
  /** Starts it again after `stop` or a failure; resolves when ready. */
  start(): Promise<ReadyMessage>;
  usage(): Promise<Usage | undefined>;
}

/**
 * Many processes share one small machine: one helper thread each for V8 instead of four, and a heap that V8
 * does not let grow to four times what is alive, as it does where it believes to have gigabytes.
 */
const V8_FLAGS = ['--v8-pool-size=1', '--max-old-space-size=384'];
const FIRST_BACKOFF_MS = 100;
const LAST_BACKOFF_MS = 5_000;
/** A process that stayed ready this long starts its back-off from the beginning. */
const STABLE_MS = 10_000;

/** Starts a child process and keeps watch over it. The child speaks through `process.send`. */
export function superviseProcess(options: SuperviseOptions): Supervised {
  return new Supervisor(options);
}

class Supervisor implements Supervised {
  readonly #options: SuperviseOptions;
  readonly #clock: Clock;
  #child: ChildProcess | undefined;
  #state: Supervised['state'] = 'stopped';
  #restarts = 0;
  #backoffMs = FIRST_BACKOFF_MS;
  #stopping = false;
  #lastExit: ProcessExit | undefined;
  exited: Promise<void> = Promise.resolve();
  ready: Promise<ReadyMessage>;

  constructor(options: SuperviseOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.ready = this.start();
  }

  get name(): string {
    return this.#options.name;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get state(): Supervised['state'] {
    return this.#state;
  }

  get restarts(): number {
    return this.#restarts;
  }

  start(): Promise<ReadyMessage> {
    if (this.#child) return this.ready;
    this.#stopping = false;
    this.ready = this.#launch();
    // The caller may only watch `onExit`; a rejection nobody awaits must not end this process.
    this.ready.catch(() => undefined);
    return this.ready;
  }

  async stop(deadlineMs: number): Promise<ProcessExit | undefined> {
    this.#stopping = true;
    const child = this.#child;
    if (child) {
      child.kill('SIGTERM');
      // A frozen process takes no SIGTERM until it is continued; SIGKILL reaches it all the same.
      const cancel = this.#clock.schedule(deadlineMs, () => child.kill('SIGKILL'));
      await this.exited;
      cancel();
    }
    this.#state = 'stopped';
    return this.#lastExit;
  }

  signal(signal: NodeJS.Signals): boolean {
    return this.#child?.kill(signal) ?? false;
  }

  skewClock(ms: number): boolean {
    if (!(Math.abs(ms) <= MAX_SKEW_MS)) {
      throw new RangeError(`skewClock(${ms}): allowed: ${-MAX_SKEW_MS} to ${MAX_SKEW_MS} ms`);
    }
    if (this.#child?.connected !== true) return false;
    return this.#child.send({ type: 'clock', skewMs: ms });
  }

  async usage(): Promise<Usage | undefined> {
    const pid = this.pid;
    return pid === undefined ? undefined : usageOf(pid);
  }

  #launch(): Promise<ReadyMessage> {
    const { name, readyTimeoutMs, logFile } = this.#options;
    const child = this.#fork();
    this.#child = child;
    this.#state = 'starting';
    let reason: string | undefined;
    let readyAt: number | undefined;
    const { promise, resolve, reject } = withResolvers<ReadyMessage>();
    const cancel = this.#clock.schedule(readyTimeoutMs, () => {
      reason = `not ready within ${readyTimeoutMs} ms`;
      child.kill('SIGKILL');
    });
    const { pid } = child;
    if (pid !== undefined) this.#options.onStart?.(pid);
    child.on('message', (value) => {
      const message = asChildMessage(value);
      if (message?.type === 'incident') this.#options.onIncident?.(message.text);
      if (message?.type === 'failed') reason = message.message;
      if (message?.type !== 'ready' || readyAt !== undefined) return;
      cancel();
      readyAt = this.#clock.monotonic();
      this.#state = 'ready';
      if (pid !== undefined) this.#options.onReady?.(message, pid);
      resolve(message);
    });
    const exited = withResolvers<void>();
    this.exited = exited.promise;
    const ended = (code: number | null, signal: NodeJS.Signals | null) => {
      if (this.#child !== child) return;
      cancel();
      this.#child = undefined;
      // A process that was killed has not said why.
      const unexplained = signal !== null || code === 0 || logFile === undefined;
      const cause = reason ?? (unexplained ? undefined : lastWordsOf(logFile));
      const exit = this.#exitOf({ code, signal, pid, reason: cause });
      reject(new Error(`${name} did not start: ${exit.reason ?? endedBy(exit)}`));
      this.#afterExit(exit, readyAt);
      exited.resolve();
    };
    child.on('error', (error) => {
      reason = error.message;
      if (child.pid === undefined) ended(null, null);
    });
    child.on('exit', ended);
    return promise;
  }

  #fork(): ChildProcess {
    const { args, env, entry = process.argv[1], logFile } = this.#options;
    if (entry === undefined) throw new Error('superviseProcess needs `entry`: a script to start');
    const log = logFile === undefined ? undefined : openSync(logFile, 'a', 0o600);
    try {
      return fork(entry, [...args], {
        execArgv: V8_FLAGS,
        env: { ...process.env, ...env },
        stdio: ['ignore', log ?? 'inherit', log ?? 'inherit', 'ipc'],
      });
    } finally {
      // The child has its own copy of the descriptor.
      if (log !== undefined) closeSync(log);
    }
  }

  #exitOf(
    end: Pick<ProcessExit, 'code' | 'signal'> & {
      readonly pid: number | undefined;
      readonly reason: string | undefined;
    },
  ): ProcessExit {
    const { code, signal, pid, reason } = end;
    return {
      name: this.name,
      ...(pid === undefined ? {} : { pid }),
      code,
      signal,
      expected: this.#stopping,
      ...(reason ? { reason } : {}),
    };
  }

  #afterExit(exit: ProcessExit, readyAt: number | undefined): void {
    this.#lastExit = exit;
    this.#state = 'stopped';
    this.#options.onExit?.(exit);
    if (this.#stopping || !this.#options.restart) return;
    const stable = readyAt !== undefined && this.#clock.monotonic() - readyAt >= STABLE_MS;
    if (stable) this.#backoffMs = FIRST_BACKOFF_MS;
    this.#state = 'waiting';
    this.#clock.schedule(this.#backoffMs, () => {
      if (this.#stopping || this.#child) return;
      this.#restarts += 1;
      void this.start().catch(() => undefined);
    });
    this.#backoffMs = Math.min(LAST_BACKOFF_MS, this.#backoffMs * 2);
  }
}

function endedBy({ code, signal }: ProcessExit): string {
  return signal === null ? `exit code ${code}` : `ended by ${signal}`;
}

/** Promise.withResolvers, which Node 20 does not have. */
function withResolvers<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
