import { MAX_COUNTER } from '@tandem/applet';
import type { Clock } from '@tandem/core';

/** How far an applet jumps when a region says that its counter has not grown. */
const STALE_JUMP = 4_096;

/**
 * The uplink counters of all applets, 4 bytes each. A counter is the Unix time in seconds or one more than
 * the last, whichever is higher, so it goes on growing when the carrier restarts without anything stored.
 */
export class AppletCounters {
  readonly #clock: Clock;
  readonly #last: Uint32Array;

  constructor(size: number, clock: Clock) {
    this.#clock = clock;
    this.#last = new Uint32Array(size);
  }

  next(index: number): number {
    const seconds = Math.floor(this.#clock.now() / 1_000);
    return this.#raise(index, Math.max((this.#last[index] ?? 0) + 1, seconds));
  }

  /** After STALE_COUNTER: before a restart this applet was busier than one frame a second. */
  skipAhead(index: number): void {
    this.#raise(index, (this.#last[index] ?? 0) + STALE_JUMP);
  }

  #raise(index: number, to: number): number {
    if (to > MAX_COUNTER) throw new RangeError(`the counter of applet ${index} is used up`);
    this.#last[index] = to;
    return to;
  }
}
