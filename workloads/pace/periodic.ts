import type { Cancel, Clock } from '@tandem/core';

export interface PeriodicOptions {
  readonly clock: Clock;
  readonly everyMs: number;
  readonly work: () => Promise<void>;
  readonly onError: (error: unknown) => void;
  /** Failures that say nothing about this work: they are reported, and not counted. */
  readonly excused?: (error: unknown) => boolean;
}

/** Repeats a piece of work, never two at once: the pause begins when the work has ended. */
export class Periodic {
  readonly #options: PeriodicOptions;
  #cancel: Cancel = () => undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = true;
  #failures = 0;

  constructor(options: PeriodicOptions) {
    this.#options = options;
  }

  /** How many runs in a row have failed, those not counted that are excused. */
  get failures(): number {
    return this.#failures;
  }

  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#plan();
  }

  /** Starts no further run and waits for the one under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      await this.#options.work();
      this.#failures = 0;
    } catch (error) {
      if (this.#options.excused?.(error) !== true) this.#failures += 1;
      this.#options.onError(error);
    }
  }

  #plan(): void {
    if (this.#stopped) return;
    this.#cancel = this.#options.clock.schedule(this.#options.everyMs, () => {
      this.#running = this.#run().then(() => this.#plan());
    });
  }
}
