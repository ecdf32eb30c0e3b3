import type { Cancel } from '@tandem/core';
import type { Link } from './link.ts';

interface Parcel {
  readonly dueAt: number;
  readonly carry: () => void;
}

/**
 * One direction of one connection over a link: what is sent arrives in order, after the link's delay, and
 * not before the link is open. What was on its way when the link fell silent arrives when it is open
 * again: TCP sends it again until somebody gives up.
 */
export class Lane {
  readonly #link: Link;
  readonly #parcels: Parcel[] = [];
  #timer: Cancel | undefined;

  constructor(link: Link) {
    this.#link = link;
  }

  /** Nothing is on its way and nothing would be held up. */
  get clear(): boolean {
    return this.#link.clear && this.#parcels.length === 0;
  }

  send(carry: () => void): void {
    if (this.clear) {
      carry();
      return;
    }
    const { clock, state } = this.#link;
    this.#parcels.push({ dueAt: clock.monotonic() + state.delayMs, carry });
    this.pump();
  }

  /** Delivers what is due; to be called when the link has changed. */
  pump(): void {
    this.#timer?.();
    this.#timer = undefined;
    const { clock, state } = this.#link;
    if (state.way !== 'open') return;
    for (let next = this.#parcels[0]; next; next = this.#parcels[0]) {
      const wait = next.dueAt - clock.monotonic();
      if (wait > 0) {
        this.#timer = clock.schedule(wait, () => this.pump());
        return;
      }
      this.#parcels.shift();
      next.carry();
    }
  }

  drop(): void {
    this.#timer?.();
    this.#timer = undefined;
    this.#parcels.length = 0;
  }
}
