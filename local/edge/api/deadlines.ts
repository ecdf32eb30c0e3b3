import type { Cancel, Clock } from '@tandem/core';

/**
 * One time limit for many things, behind one timer: whatever began first is due first, so a map in the order
 * of insertion is the queue.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #due = new Map<() => void, number>();
  #cancel: Cancel | undefined;

  constructor(clock: Clock, limitMs: number) {
    this.#clock = clock;
    this.#limitMs = limitMs;
  }

  /** `expired` runs once after the limit, unless `remove` comes first. */
  add(expired: () => void): void {
    this.#due.set(expired, this.#clock.monotonic() + this.#limitMs);
    this.#cancel ??= this.#clock.schedule(this.#limitMs, () => this.#run());
  }

  remove(expired: () => void): void {
    this.#due.delete(expired);
  }

  close(): void {
    this.#cancel?.();
    this.#due.clear();
  }

  #run(): void {
    this.#cancel = undefined;
    // A timer may fire up to a millisecond before the monotonic clock says so.
    const now = this.#clock.monotonic() + 1;
    for (const [expired, dueAt] of this.#due) {
      if (dueAt > now) {
        this.#cancel = this.#clock.schedule(dueAt - now + 1, () => this.#run());
        return;
      }
      this.#due.delete(expired);
      expired();
    }
  }
}
