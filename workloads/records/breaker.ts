import type { Clock } from '@tandem/core';

export interface BreakerOptions {
  readonly clock: Clock;
  /** Failures in a row that open it. */
  readonly failuresToOpen: number;
  /** How long it stays open at first; doubles with every failed probe up to `maxOpenMs`. */
  readonly openMs: number;
  readonly maxOpenMs: number;
}

export type BreakerState = 'closed' | 'open' | 'half-open';

/**
 * Circuit breaker. Closed: every call passes. Open: none does, so that a slow peer costs nobody its
 * timeout. Half-open: one call passes as a probe; its result closes the circuit or opens it for longer.
 */
export class Breaker {
  readonly #options: BreakerOptions;
  #failures = 0;
  #openMs: number;
  #openedAt = 0;
  #state: BreakerState = 'closed';

  constructor(options: BreakerOptions) {
    this.#options = options;
    this.#openMs = options.openMs;
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** Whether a call may be made now; every call that was allowed must report how it ended. */
  admit(): boolean {
    if (this.#state === 'closed') return true;
    if (this.#state === 'half-open') return false;
    if (this.#options.clock.monotonic() - this.#openedAt < this.#openMs) return false;
    this.#state = 'half-open';
    return true;
  }

  succeeded(): void {
    // The late success of a call that began before the circuit opened proves nothing about now.
    if (this.#state === 'open') return;
    this.#failures = 0;
    this.#openMs = this.#options.openMs;
    this.#state = 'closed';
  }

  failed(): void {
    if (this.#state === 'open') return;
    this.#failures += 1;
    if (this.#state === 'half-open') {
      this.#openMs = Math.min(this.#openMs * 2, this.#options.maxOpenMs);
      this.#open();
    } else if (this.#failures >= this.#options.failuresToOpen) {
      this.#open();
    }
  }

  #open(): void {
    this.#state = 'open';
    this.#failures = 0;
    this.#openedAt = this.#options.clock.monotonic();
  }
}
