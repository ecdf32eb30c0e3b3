import { type Clock, systemClock } from '@tandem/core';

/** Real time, whose wall clock can be moved forward. */
export class OffsetClock implements Clock {
  #offset = 0;

  now(): number {
    return systemClock.now() + this.#offset;
  }

  monotonic(): number {
    return systemClock.monotonic();
  }

  schedule(delayMs: number, task: () => void): () => void {
    return systemClock.schedule(delayMs, task);
  }

  advance(ms: number): void {
    this.#offset += ms;
  }
}
