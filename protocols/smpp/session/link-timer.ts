import type { Socket } from 'node:net';
import type { Cancel, Clock } from '@tandem/core';

export interface LinkTimerSettings {
  readonly clock: Clock;
  readonly responseTimeoutMs: number;
  readonly enquireLinkMs: number;
  readonly inactivityMs: number;
}

export interface LinkTimerTasks {
  /** Monotonic milliseconds of the earliest request deadline, Infinity for none. */
  readonly nextDeadline: () => number;
  readonly expire: (now: number) => void;
  readonly enquireLink: (now: number) => void;
  readonly lost: (why: string) => void;
}

const NEVER = Number.POSITIVE_INFINITY;

/** How long a closed connection may take to send what was flushed. */
const LINGER_MS = 1_000;

/**
 * The one timer of a session: request deadlines, enquire_link, inactivity and a peer that stopped
 * reading. It is set to the earliest of them and set again when it fires, so a request that is answered
 * in time costs no timer at all.
 */
export class LinkTimer {
  lastReceived: number;
  readonly #settings: LinkTimerSettings;
  readonly #tasks: LinkTimerTasks;
  #enquiredAt = Number.NEGATIVE_INFINITY;
  #stalledAt = NEVER;
  #wakeAt = NEVER;
  #cancel: Cancel | undefined;
  #stopped = false;

  constructor(settings: LinkTimerSettings, tasks: LinkTimerTasks) {
    this.#settings = settings;
    this.#tasks = tasks;
    this.lastReceived = settings.clock.monotonic();
    this.wakeBy(this.#nextLinkCheck());
  }

  received(): void {
    this.lastReceived = this.#settings.clock.monotonic();
  }

  /** Makes sure that the timer fires at `at` or before. */
  readonly wakeBy = (at: number): void => {
    if (at >= this.#wakeAt || this.#stopped) return;
    this.#cancel?.();
    this.#wakeAt = at;
    this.#cancel = this.#settings.clock.schedule(
      Math.max(0, Math.ceil(at - this.#settings.clock.monotonic())),
      this.#wake,
    );
  };

  /** The peer does not read: `pause` reading from it, and give up when that lasts. */
  stalled(pause: () => void): void {
    if (this.#stalledAt !== NEVER) return;
    this.#stalledAt = this.#settings.clock.monotonic();
    pause();
    this.wakeBy(this.#stalledAt + this.#settings.responseTimeoutMs);
  }

  resumed(resume: () => void): void {
    if (this.#stalledAt === NEVER) return;
    this.#stalledAt = NEVER;
    resume();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  lingerThen(destroy: () => void, socket: Socket): void {
    const cancel = this.#settings.clock.schedule(LINGER_MS, destroy);
    socket.once('close', cancel);
  }

  readonly #wake = (): void => {
    this.#wakeAt = NEVER;
    const now = this.#settings.clock.monotonic();
    this.#tasks.expire(now);
    this.#checkLink(now);
    this.wakeBy(Math.min(this.#tasks.nextDeadline(), this.#nextLinkCheck()));
  };

  #checkLink(now: number): void {
    const { enquireLinkMs, inactivityMs, responseTimeoutMs } = this.#settings;
    if (now - this.#stalledAt >= responseTimeoutMs) {
      this.#tasks.lost('the peer stopped reading');
    } else if (inactivityMs > 0 && now - this.lastReceived >= inactivityMs) {
      this.#tasks.lost('the peer was silent for too long');
    } else if (enquireLinkMs > 0 && now >= this.#nextEnquiry()) {
      this.#enquiredAt = now;
      this.#tasks.enquireLink(now);
    }
  }

  #nextEnquiry(): number {
    return Math.max(this.lastReceived, this.#enquiredAt) + this.#settings.enquireLinkMs;
  }

  #nextLinkCheck(): number {
    const { enquireLinkMs, inactivityMs, responseTimeoutMs } = this.#settings;
    return Math.min(
      enquireLinkMs > 0 ? this.#nextEnquiry() : NEVER,
      inactivityMs > 0 ? this.lastReceived + inactivityMs : NEVER,
      this.#stalledAt + responseTimeoutMs,
    );
  }
}
