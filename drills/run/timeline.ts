import type { Clock } from '@tandem/core';
import type { Recorder } from '@tandem/local';
import type { DrillPlan, FaultSpec } from '../catalogue/index.ts';
import { type Fault, faultOf, type Target } from '../faults/index.ts';

export interface TimelineOptions {
  readonly plan: DrillPlan;
  readonly target: Target;
  readonly clock: Clock;
  /** Every order and its completion, by the process `nemesis`. */
  readonly record: Recorder;
  readonly signal: AbortSignal;
  readonly onAct?: (act: string, spec: FaultSpec) => void;
}

interface Standing {
  readonly spec: FaultSpec;
  readonly fault: Fault;
  state: 'planned' | 'injected' | 'healed';
  /** How much later than planned it was in force. */
  lateMs: number;
}

/** Carries out the rows of a plan at their times, one after the other, and heals whatever happens. */
export class Timeline {
  readonly #options: TimelineOptions;
  readonly #standing: readonly Standing[];

  constructor(options: TimelineOptions) {
    this.#options = options;
    this.#standing = options.plan.faults.map((spec) => ({
      spec,
      fault: faultOf(spec),
      state: 'planned',
      lateMs: 0,
    }));
  }

  /**
   * Resolves when every row is carried out, or early when the signal asks for it. Rejects with the first
   * order that could not be carried out. No row is skipped, and a fault that took its time to be in force is
   * healed as much later, so that it lasts as long as planned.
   */
  async run(): Promise<void> {
    const { plan, clock, signal } = this.#options;
    const startedAt = clock.monotonic();
    for (const { atMs, act, fault } of plan.rows) {
      const standing = this.#standing[fault];
      if (!standing) throw new RangeError(`the plan has no fault ${fault}`);
      const dueAt = startedAt + atMs + standing.lateMs;
      await sleep(clock, dueAt - clock.monotonic(), signal);
      if (signal.aborted) return;
      await (act === 'inject' ? this.#inject(standing) : this.#heal(standing));
      if (act === 'inject') standing.lateMs = clock.monotonic() - dueAt;
    }
  }

  /** Heals what has begun and is not healed. Rejects with the first that could not be, after trying all. */
  async healAll(): Promise<void> {
    const problems: unknown[] = [];
    for (const standing of this.#standing.toReversed()) {
      if (standing.state !== 'injected') continue;
      await this.#heal(standing).catch((error: unknown) => problems.push(error));
    }
    if (problems.length > 0) throw problems[0];
  }

  async #inject(standing: Standing): Promise<void> {
    const { target, onAct } = this.#options;
    onAct?.('fault', standing.spec);
    // From here on something may be in force, even when an order seems to fail.
    standing.state = 'injected';
    await standing.fault.prepare?.(target);
    this.#record('invoke', 'fault', standing.spec);
    await standing.fault.inject(target);
    this.#record('ok', 'fault', standing.spec);
  }

  async #heal(standing: Standing): Promise<void> {
    const { target, onAct } = this.#options;
    onAct?.('heal', standing.spec);
    this.#record('invoke', 'heal', standing.spec);
    await standing.fault.heal(target);
    standing.state = 'healed';
    this.#record('ok', 'heal', standing.spec);
  }

  #record(type: 'invoke' | 'ok', f: 'fault' | 'heal', spec: FaultSpec): void {
    const arbiter = spec.name === 'documents-election' ? { arbiter: true } : {};
    this.#options.record('nemesis', type, f, { ...spec, ...arbiter });
  }
}

/** Resolves after so much time of the clock, or at once when the signal is given. */
export function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.schedule(ms, done);
    signal.addEventListener('abort', done, { once: true });
  });
}
