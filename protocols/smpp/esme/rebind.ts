export interface RebindSettings {
  readonly minMs: number;
  readonly maxMs: number;
}

/**
 * Exponential back-off with full jitter: uniform between zero and the step, so that all the binds of a
 * lost SMSC do not come back in one moment. A bind that held for `maxMs` starts again at `minMs`.
 */
export class RebindBackoff {
  readonly #settings: RebindSettings;
  readonly #random: () => number;
  #failures = 0;

  constructor(settings: RebindSettings, random: () => number) {
    this.#settings = settings;
    this.#random = random;
  }

  /** `heldMs`: how long the bind that was lost had lasted, zero when binding failed. */
  nextDelayMs(heldMs: number): number {
    const { minMs, maxMs } = this.#settings;
    if (heldMs >= maxMs) this.#failures = 0;
    const step = Math.min(maxMs, minMs * 2 ** Math.min(this.#failures, 30));
    this.#failures++;
    return step * this.#random();
  }
}
