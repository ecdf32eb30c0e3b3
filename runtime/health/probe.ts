import type { Clock } from '@tandem/core';
import {
  type HysteresisRule,
  type HysteresisState,
  INITIALLY_DOWN,
  observe,
} from './hysteresis.ts';

/**
 * - `vital`: without it this region can do nothing, or does not know whether another could: DOWN.
 * - `comparative`: the region serves worse without it; DOWN only while another region would serve better.
 * - `useful`: shown, never decisive.
 */
export type ProbeWeight = 'vital' | 'comparative' | 'useful';

/** One thing that a region needs, or would like to have, to serve. */
export interface HealthProbe {
  readonly name: string;
  readonly weight: ProbeWeight;
  /** Failures count only once they have lasted this long (monotonic ms); default: at once. */
  readonly toleranceMs?: number;
  /** Resolves when fine; rejects, or takes longer than the timeout, when not. */
  check(): Promise<void>;
}

export interface ProbeWatchOptions {
  readonly clock: Clock;
  readonly rule: HysteresisRule;
  readonly timeoutMs: number;
}

/** Remembers how a probe answered, with hysteresis. */
export class ProbeWatch {
  readonly probe: HealthProbe;
  readonly #options: ProbeWatchOptions;
  #state: HysteresisState = INITIALLY_DOWN;
  #reason = 'not checked yet';
  #failingSince: number | undefined;
  #busy = false;
  /** Answers to what was asked before a reset mean nothing. */
  #generation = 0;

  constructor(probe: HealthProbe, options: ProbeWatchOptions) {
    this.probe = probe;
    this.#options = options;
  }

  get up(): boolean {
    return this.#state.up;
  }

  /** `undefined` while it is up. */
  get reason(): string | undefined {
    if (this.up) return undefined;
    return `${this.probe.name}: ${this.#reason || 'recovering'}`;
  }

  /** As after a start, except that one success does not suffice. */
  reset(): void {
    this.#generation += 1;
    this.#busy = false;
    this.#state = { up: false, against: 0 };
    this.#reason = 'not checked again yet';
    this.#failingSince = undefined;
  }

  /** Resolves once there is a verdict on this check; a probe that still waits is not asked twice. */
  async check(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    const generation = this.#generation;
    const failure = await this.#outcome();
    if (generation !== this.#generation) return;
    this.#busy = false;
    this.#reason = failure ?? '';
    this.#observe(failure === undefined);
  }

  #observe(success: boolean): void {
    const { clock, rule } = this.#options;
    const now = clock.monotonic();
    this.#failingSince = success ? undefined : (this.#failingSince ?? now);
    const lasted = this.#failingSince === undefined ? 0 : now - this.#failingSince;
    const tolerated = !success && this.up && lasted < (this.probe.toleranceMs ?? 0);
    if (!tolerated) this.#state = observe(this.#state, success, rule);
  }

  #outcome(): Promise<string | undefined> {
    const { clock, timeoutMs } = this.#options;
    return new Promise((resolve) => {
      const cancel = clock.schedule(timeoutMs, () => resolve(`no answer within ${timeoutMs} ms`));
      this.probe.check().then(
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
}
