import type { Clock } from '@tandem/core';
import type { Logger } from './logger.ts';

export interface SampleOptions {
  readonly clock: Clock;
  /** At most this many lines of one message in each window. */
  readonly burst?: number;
  readonly windowMs?: number;
}

type SampledLevel = 'debug' | 'info' | 'warn' | 'error';

interface Window {
  openedAt: number;
  written: number;
  suppressed: number;
}

/**
 * For hot paths: at most `burst` lines of one message in each window; the first line of the next window
 * says how many were left out (`suppressed`). Messages are constants, so that there are few of them.
 */
export class SampledLogger {
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #burst: number;
  readonly #windowMs: number;
  readonly #windows = new Map<string, Window>();

  constructor(logger: Logger, { clock, burst = 5, windowMs = 1_000 }: SampleOptions) {
    this.#logger = logger;
    this.#clock = clock;
    this.#burst = burst;
    this.#windowMs = windowMs;
  }

  log(level: SampledLevel, message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    if (!this.#logger.isLevelEnabled(level)) return;
    const now = this.#clock.monotonic();
    let window = this.#windows.get(message);
    if (!window) {
      window = { openedAt: now, written: 0, suppressed: 0 };
      this.#windows.set(message, window);
    }
    let suppressed = 0;
    if (now - window.openedAt >= this.#windowMs) {
      suppressed = window.suppressed;
      window.openedAt = now;
      window.written = 0;
      window.suppressed = 0;
    }
    if (window.written >= this.#burst) {
      window.suppressed += 1;
      return;
    }
    window.written += 1;
    this.#logger[level](suppressed === 0 ? fields : { ...fields, suppressed }, message);
  }
}
