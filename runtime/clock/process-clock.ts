import { type Clock, systemClock } from '@tandem/core';

/** The time of this machine, of which a drill may move the wall clock while the process runs. */
export class ProcessClock implements Clock {
  readonly #system: Clock;
  #skewMs = 0;

  constructor(system: Clock = systemClock) {
    this.#system = system;
  }

  now(): number {
    return this.#system.now() + this.#skewMs;
  }

  monotonic(): number {
    return this.#system.monotonic();
  }

  schedule(delayMs: number, task: () => void) {
    return this.#system.schedule(delayMs, task);
  }

  /** From now on the wall clock is so many milliseconds ahead (behind, when negative); 0 heals it. */
  skew(ms: number): void {
    this.#skewMs = ms;
  }
}

/** The one clock on which everything in this process is built. */
export const processClock = new ProcessClock();
