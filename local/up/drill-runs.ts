import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Profile } from '@tandem/topology';

export interface DrillRun {
  readonly name: string;
  readonly profile: Profile;
  /** Unix milliseconds. */
  readonly startedAt: number;
  readonly state: 'running' | 'done' | 'failed';
  /** The last line that it said. */
  readonly note: string;
  readonly exitCode?: number;
}

export interface DrillRunsOptions {
  /** The bundle that has the command `drill`. */
  readonly entry: string;
  /** Where reports go, one directory for each drill. */
  readonly reports: string;
  /** Where what they print goes. */
  readonly logsDir: string;
  readonly catalogue: readonly { readonly name: string; readonly sentence: string }[];
  readonly now: () => number;
}

export interface StartDrill {
  readonly name: string;
  readonly profile: Profile;
  readonly rate?: number;
}

/** The drill cannot be started now. */
export class DrillRunError extends Error {
  override readonly name = 'DrillRunError';
}

/** EXIT_ERROR of `tandem drill`: judged neither valid nor invalid; 1 is a verdict, and no failure to run. */
const JUDGED = [0, 1];
const MAX_NOTE = 300;

/** Drills that were asked for from the dashboard, one at a time, each a process with a system of its own. */
export class DrillRuns {
  readonly options: DrillRunsOptions;
  #latest: DrillRun | undefined;
  #child: ChildProcess | undefined;

  constructor(options: DrillRunsOptions) {
    this.options = options;
  }

  get latest(): DrillRun | undefined {
    return this.#latest;
  }

  /** Throws DrillRunError while one runs, and for a name that is no drill. */
  start({ name, profile, rate }: StartDrill): DrillRun {
    const { entry, reports, logsDir, catalogue, now } = this.options;
    if (this.#child) throw new DrillRunError(`the drill ${this.#latest?.name} is running`);
    if (!catalogue.some((each) => each.name === name)) {
      const allowed = catalogue.map((each) => each.name).join(', ');
      throw new DrillRunError(`"${name}" is not a drill; allowed: ${allowed}`);
    }
    const flags = ['--profile', profile, '--report', reports];
    const args = ['drill', name, ...flags, ...(rate === undefined ? [] : ['--rate', String(rate)])];
    const log = openSync(join(logsDir, `drill-${name}.log`), 'w', 0o600);
    const child = spawn(process.execPath, [entry, ...args], { stdio: ['ignore', log, 'pipe'] });
    closeSync(log);
    this.#child = child;
    const run: DrillRun = { name, profile, startedAt: now(), state: 'running', note: 'starting' };
    this.#latest = run;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => this.#heard(text));
    child.once('error', (error) => this.#ended('failed', undefined, error.message));
    child.once('exit', (code) => {
      const judged = code !== null && JUDGED.includes(code);
      this.#ended(judged ? 'done' : 'failed', code ?? undefined);
    });
    return run;
  }

  /** Ends the one that runs; it stops its own system. Resolves when it is gone. */
  async end(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
  }

  #heard(text: string): void {
    const note = text.trim().split('\n').at(-1)?.slice(0, MAX_NOTE);
    if (note && this.#latest) this.#latest = { ...this.#latest, note };
  }

  #ended(state: 'done' | 'failed', exitCode: number | undefined, note?: string): void {
    this.#child = undefined;
    if (!this.#latest) return;
    const code = exitCode === undefined ? {} : { exitCode };
    this.#latest = { ...this.#latest, state, ...code, ...(note === undefined ? {} : { note }) };
  }
}
