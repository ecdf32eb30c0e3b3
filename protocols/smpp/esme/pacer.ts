import { Status } from '../pdu/command-status.ts';
import type { SendGate } from '../session/gate.ts';

export interface PacerSettings {
  /** Sustained rate; undefined: as fast as the window allows. */
  readonly messagesPerSecond: number | undefined;
  /** Pause after the first throttling answer; doubles up to `throttleMaxMs` while throttling lasts. */
  readonly throttleMinMs: number;
  readonly throttleMaxMs: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** A pause of so many milliseconds begins. */
  readonly onPause: (pauseMs: number) => void;
}

/** A burst may take what a tenth of a second would have allowed. */
const BURST_SECONDS = 0.1;

/**
 * Paces requests with a token bucket and holds them back after ESME_RTHROTTLED or ESME_RMSGQFUL. The
 * pause lies between half of the current step and the whole, so that several binds do not return as one.
 */
export class Pacer implements SendGate {
  readonly #settings: PacerSettings;
  readonly #burst: number;
  #tokens: number;
  #refilledAt = 0;
  #heldUntil = Number.NEGATIVE_INFINITY;
  #stepMs = 0;

  constructor(settings: PacerSettings) {
    this.#settings = settings;
    this.#burst = Math.max(1, (settings.messagesPerSecond ?? 0) * BURST_SECONDS);
    this.#tokens = this.#burst;
  }

  waitMs(now: number): number {
    if (now < this.#heldUntil) return this.#heldUntil - now;
    const rate = this.#settings.messagesPerSecond;
    if (rate === undefined) return 0;
    this.#refill(now, rate);
    return this.#tokens >= 1 ? 0 : ((1 - this.#tokens) * 1_000) / rate;
  }

  sent(): void {
    if (this.#settings.messagesPerSecond !== undefined) this.#tokens -= 1;
  }

  answered(status: number, now: number): void {
    if (status === Status.ESME_ROK) this.#stepMs = 0;
    else if (status === Status.ESME_RTHROTTLED || status === Status.ESME_RMSGQFUL) this.#hold(now);
  }

  /** The answers to one window come together: only the first of them starts a pause. */
  #hold(now: number): void {
    if (now < this.#heldUntil) return;
    const { throttleMinMs, throttleMaxMs, random, onPause } = this.#settings;
    this.#stepMs = Math.min(throttleMaxMs, this.#stepMs === 0 ? throttleMinMs : this.#stepMs * 2);
    const pauseMs = this.#stepMs * (0.5 + random() / 2);
    this.#heldUntil = now + pauseMs;
    onPause(pauseMs);
  }

  #refill(now: number, rate: number): void {
    const elapsed = Math.max(0, now - this.#refilledAt) / 1_000;
    this.#tokens = Math.min(this.#burst, this.#tokens + elapsed * rate);
    this.#refilledAt = now;
  }
}
