import type { Cancel, Clock } from '@tandem/core';
import type { HysteresisRule, HysteresisState } from './hysteresis.ts';
import { INITIALLY_DOWN, observe } from './hysteresis.ts';

/** One thing that a region needs, or would like to have, to serve. */
export interface HealthProbe {
  readonly name: string;
  /** Only an essential probe takes the region DOWN. */
  readonly essential: boolean;
  /** Resolves when fine; rejects, or takes longer than the timeout, when not. */
  check(): Promise<void>;
}

export interface RegionHealthOptions {
  readonly clock: Clock;
  readonly rule: HysteresisRule;
  readonly everyMs: number;
  readonly timeoutMs: number;
}

export interface RegionReport {
  readonly up: boolean;
  readonly reasons: readonly string[];
}

/** What GET /health answers. UP is exactly `{"status":"UP"}`: the edge compares the body. */
export interface HealthAnswer {
  readonly status: 200 | 503;
  readonly body: string;
}

/** Between two rounds until the first UP: a start is not kept waiting for the next regular one. */
const STARTING_EVERY_MS = 50;

const UP: HealthAnswer = { status: 200, body: '{"status":"UP"}' };

interface Observed {
  readonly probe: HealthProbe;
  state: HysteresisState;
  reason: string;
  busy: boolean;
}

/** What the workloads see of it: whether this process may be given work now. */
export interface HealthView {
  report(): RegionReport;
  answer(): HealthAnswer;
  /** Calls `listener` at every change between UP and DOWN, until the returned function is called. */
  onChange(listener: (report: RegionReport) => void): () => void;
}

/**
 * Asks every probe each `everyMs` and remembers the answers, so that /health costs nothing and says the
 * same to everyone who asks at the same time. DOWN until every essential probe has shown itself up.
 */
export class RegionHealth implements HealthView {
  readonly #observed: Observed[];
  readonly #options: RegionHealthOptions;
  readonly #listeners = new Set<(report: RegionReport) => void>();
  #cancel: Cancel | undefined;
  #hasBeenUp = false;
  #draining = false;
  #answer: HealthAnswer = UP;
  #report: RegionReport = { up: false, reasons: ['starting'] };

  constructor(probes: readonly HealthProbe[], options: RegionHealthOptions) {
    this.#options = options;
    this.#observed = probes.map((probe) => ({
      probe,
      state: INITIALLY_DOWN,
      reason: 'not checked yet',
      busy: false,
    }));
    this.#summarize();
  }

  report(): RegionReport {
    return this.#report;
  }

  answer(): HealthAnswer {
    return this.#answer;
  }

  onChange(listener: (report: RegionReport) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Resolves at the first UP, or after `patienceMs` with the reasons why there was none. */
  firstUp(patienceMs: number): Promise<RegionReport> {
    return new Promise((resolve) => {
      if (this.#hasBeenUp) return resolve(this.#report);
      const done = () => {
        cancel();
        unsubscribe();
        resolve(this.#report);
      };
      const cancel = this.#options.clock.schedule(patienceMs, done);
      const unsubscribe = this.onChange(done);
    });
  }

  /** State of each probe by name, for the metrics. */
  probes(): readonly { readonly name: string; readonly up: boolean }[] {
    return this.#observed.map(({ probe, state }) => ({ name: probe.name, up: state.up }));
  }

  /** Checks once, then every `everyMs` (more often until the first UP) until `stop`. */
  start(): void {
    const round = () => {
      for (const observed of this.#observed) void this.#check(observed);
      const everyMs = this.#hasBeenUp ? this.#options.everyMs : STARTING_EVERY_MS;
      this.#cancel = this.#options.clock.schedule(Math.min(everyMs, this.#options.everyMs), round);
    };
    round();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** From now on DOWN, at once: the edge must send no more work here. */
  drain(): void {
    this.#draining = true;
    this.#summarize();
  }

  async #check(observed: Observed): Promise<void> {
    // A probe that still waits for its last answer is not asked twice; its timeout counts the failure.
    if (observed.busy) return;
    observed.busy = true;
    const failure = await this.#outcome(observed.probe);
    observed.busy = false;
    observed.reason = failure ?? '';
    observed.state = observe(observed.state, failure === undefined, this.#options.rule);
    this.#summarize();
  }

  #outcome(probe: HealthProbe): Promise<string | undefined> {
    const { clock, timeoutMs } = this.#options;
    return new Promise((resolve) => {
      const cancel = clock.schedule(timeoutMs, () => resolve(`no answer within ${timeoutMs} ms`));
      probe.check().then(
        () => {
          cancel();
          resolve(undefined);
        },
        (error: unknown) => {
          cancel();
          resolve(error instanceof Error ? error.message : String(error));
        },
      );
    });
  }

  #summarize(): void {
    const reasons = this.#draining ? ['draining'] : [];
    for (const { probe, state, reason } of this.#observed) {
      if (probe.essential && !state.up) reasons.push(`${probe.name}: ${reason || 'recovering'}`);
    }
    const up = reasons.length === 0;
    const changed = up !== this.#report.up;
    this.#report = { up, reasons };
    this.#answer = up ? UP : { status: 503, body: JSON.stringify({ status: 'DOWN', reasons }) };
    this.#hasBeenUp ||= up;
    if (changed) for (const listener of this.#listeners) listener(this.#report);
  }
}
