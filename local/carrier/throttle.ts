/** At most `perSecond` messages in a second, and never more than one second's worth at once. */
export class Throttle {
  readonly #perSecond: number;
  #tokens: number;
  #refilledAt: number;

  /** @param now monotonic milliseconds, here and in `admit` */
  constructor(perSecond: number, now: number) {
    this.#perSecond = perSecond;
    this.#tokens = perSecond;
    this.#refilledAt = now;
  }

  /** @param factor what a fault leaves of the limit, 0 to 1 */
  admit(now: number, factor: number): boolean {
    const perSecond = this.#perSecond * factor;
    const refill = ((now - this.#refilledAt) * perSecond) / 1_000;
    this.#tokens = Math.min(perSecond, this.#tokens + refill);
    this.#refilledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
