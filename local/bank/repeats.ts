import type { Clock } from '@tandem/core';
import type { Random } from '../random.ts';
import type { Asking, Request } from './asking.ts';
import type { RepeatCounts } from './drive-result.ts';

export interface RepeatsOptions {
  readonly asking: Asking;
  readonly clock: Clock;
  readonly random: Random;
  readonly share: number;
  /** Later than the answer, at the most. */
  readonly withinMs: number;
  /** Every place that clients are at; empty: none is told. */
  readonly places: readonly string[];
}

/** Requests that wait to be repeated are kept whole. */
const MAX_WAITING = 10_000;

/** Sends some accepted requests again later, as a bank that lost its answer would, through another place. */
export class Repeats {
  readonly #options: RepeatsOptions;
  readonly #counts = { asked: 0, same: 0, different: 0, refused: 0, unknown: 0 };
  #waiting = 0;

  constructor(options: RepeatsOptions) {
    this.#options = options;
  }

  get counts(): RepeatCounts {
    return this.#counts;
  }

  /** Nothing is left to be sent or answered. */
  get settled(): boolean {
    return this.#waiting === 0;
  }

  accepted(request: Request, transactionId: string, place: string | undefined): void {
    const { random, share, withinMs, clock } = this.#options;
    if (!random.chance(share) || this.#waiting >= MAX_WAITING) return;
    this.#waiting += 1;
    const elsewhere = this.#elsewhere(place);
    clock.schedule(random.integer(1, withinMs), () => {
      void this.#repeat(request, transactionId, elsewhere);
    });
  }

  async #repeat(request: Request, before: string, place: string | undefined): Promise<void> {
    const { asking, clock } = this.#options;
    this.#counts.asked += 1;
    const submission = await asking.ask(request, place, clock.monotonic(), { repeat: true });
    this.#waiting -= 1;
    if (submission.kind !== 'accepted') this.#counts[submission.kind] += 1;
    else if (submission.transactionId === before) this.#counts.same += 1;
    else this.#counts.different += 1;
  }

  #elsewhere(place: string | undefined): string | undefined {
    const { places, random } = this.#options;
    const others = places.filter((other) => other !== place);
    return others[random.integer(0, Math.max(0, others.length - 1))] ?? place;
  }
}
