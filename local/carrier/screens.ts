import type { Notification } from '@tandem/applet';
import type { AppletStatus, Clock, Model } from '@tandem/core';

/** What a handset shows now. */
export interface Popup {
  readonly notificationId: string;
  readonly text: string;
  readonly model: Model;
  readonly items: readonly string[];
  /** Unix milliseconds. */
  readonly shownAt: number;
  readonly lapsesAt: number;
}

/** What a person answered in place of a persona. */
export interface ManualAnswer {
  readonly status: AppletStatus;
  /** Field `answer` of frame 3221. */
  readonly text: string;
}

interface Screen {
  readonly popup: Popup;
  /** Present while a person holds the phone. */
  readonly answer: ((given: ManualAnswer) => void) | undefined;
}

const SECOND_MS = 1_000;
/** One person can hold only so many phones. */
const MAX_HELD = 100;

/** The screens of all handsets: what each shows, and which of them a person holds instead of its persona. */
export class Screens {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #shown = new Map<number, Screen>();
  readonly #held = new Map<number, number>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** From now on for `forMs` a person answers popups of this subscriber; 0: its persona does again. */
  hold(index: number, forMs: number): void {
    this.#held.delete(index);
    if (forMs === 0) return;
    this.#held.set(index, this.#clock.now() + forMs);
    const [longest] = this.#held.keys();
    if (this.#held.size > MAX_HELD && longest !== undefined) this.#held.delete(longest);
  }

  /** Until when a person holds it; `undefined`: its persona answers. */
  heldUntil(index: number): number | undefined {
    const until = this.#held.get(index);
    if (until === undefined || until > this.#clock.now()) return until;
    this.#held.delete(index);
    return undefined;
  }

  popupOf(index: number): Popup | undefined {
    return this.#shown.get(index)?.popup;
  }

  /** Shows a popup. Resolves to what a person answers to it; `undefined` when none holds the phone. */
  show(
    index: number,
    { notificationId, popupText, popupDuration, model, items }: Notification,
  ): Promise<ManualAnswer> | undefined {
    const shownAt = this.#clock.now();
    const lapsesAt = shownAt + popupDuration * SECOND_MS;
    const popup = { notificationId, text: popupText, model, items, shownAt, lapsesAt };
    if (this.heldUntil(index) === undefined) {
      this.#shown.set(index, { popup, answer: undefined });
      return undefined;
    }
    return new Promise((answer) => {
      this.#shown.set(index, { popup, answer });
    });
  }

  /** False: it shows no such popup any more, or its persona answers it. */
  answer(index: number, notificationId: string, given: ManualAnswer): boolean {
    const screen = this.#shown.get(index);
    if (screen?.popup.notificationId !== notificationId || !screen.answer) return false;
    screen.answer(given);
    return true;
  }

  close(index: number): void {
    this.#shown.delete(index);
  }
}
