import type { Clock } from '@tandem/core';

/** One greeting of documents: the time it told, and when it was sent and answered (monotonic ms). */
export interface TimeSample {
  readonly time: number;
  readonly sentAt: number;
  readonly answeredAt: number;
}

/**
 * The wall time that all regions share: that of documents, carried on by this process's monotonic time from
 * one greeting to the next. Deadlines are written by one region and read by another, so a machine whose own
 * wall clock is wrong must neither expire the work of others early nor write deadlines that nobody meets.
 * Until the first greeting it is the machine's own.
 */
export class DocumentsClock implements Clock {
  readonly #machine: Clock;
  /** Shared time minus monotonic time. */
  #offset: number | undefined;

  constructor(machine: Clock) {
    this.#machine = machine;
  }

  now(): number {
    return this.#offset === undefined
      ? this.#machine.now()
      : Math.floor(this.#machine.monotonic() + this.#offset);
  }

  monotonic(): number {
    return this.#machine.monotonic();
  }

  schedule(delayMs: number, task: () => void) {
    return this.#machine.schedule(delayMs, task);
  }

  /** By how much this machine's own wall clock is ahead of documents, in milliseconds. */
  get skewMs(): number {
    return this.#machine.now() - this.now();
  }

  /**
   * The truth lies within half a round trip of the middle of it. What is known already stands unless that
   * proves it wrong, so that time does not tremble with the network.
   */
  learn({ time, sentAt, answeredAt }: TimeSample): void {
    const uncertainty = (answeredAt - sentAt) / 2;
    const offset = time - (sentAt + uncertainty);
    const stands = this.#offset !== undefined && Math.abs(this.#offset - offset) <= uncertainty + 1;
    if (!stands) this.#offset = offset;
  }
}
