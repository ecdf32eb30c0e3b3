import { type Clock, delay, type Model, newId, systemClock } from '@tandem/core';
import { Random } from '../random.ts';
import type { Approval, Submission } from './approval.ts';
import { Asking, type Request } from './asking.ts';
import type { Driver } from './drive.ts';
import type { ClosedLoop, OpenLoop } from './drive-options.ts';
import type { DriveResult } from './drive-result.ts';
import { Observers } from './observers.ts';
import { Repeats } from './repeats.ts';
import { SubscriberPicker, weighted } from './subscribers.ts';
import { Tally } from './tally.ts';

export const SETTLE_TICK_MS = 20;
const DEFAULT_SETTLE_SECONDS = 60;
const DEFAULT_REPEAT_WITHIN_MS = 5_000;
const DEFAULT_FINALS = 200;
const DEFAULT_SEED = 1;
const SECOND_MS = 1_000;
const MESSAGE = 'Pay 120 USD to Acme?';
const ITEMS = ['Savings', 'Checking'];

/** One load under way: whom it asks for what, and what became of it. */
export class Load {
  readonly clock: Clock;
  readonly tally = new Tally();
  /** Requests without an answer of the API. */
  asking = 0;
  readonly #signal: AbortSignal | undefined;
  readonly #options: OpenLoop | ClosedLoop;
  readonly #random: Random;
  readonly #picker: SubscriberPicker;
  readonly #model: (random: Random) => Model;
  readonly #place: (random: Random) => string | undefined;
  readonly #placeLuck: Random;
  readonly #asking: Asking;
  readonly #repeats: Repeats;
  readonly #observers: Observers | undefined;
  readonly #whenDone = new Map<string, () => void>();
  readonly #unsubscribe: () => void;

  /** Throws a RangeError for a mix without weights. */
  constructor(driver: Driver, options: OpenLoop | ClosedLoop) {
    const { client, record, clock = systemClock } = driver;
    const { repeats, observers } = options;
    const places = Object.keys(options.places ?? {});
    this.clock = clock;
    this.#signal = driver.signal;
    this.#options = options;
    this.#random = new Random(options.seed ?? DEFAULT_SEED);
    this.#picker = new SubscriberPicker(options.personas ?? { ordinary: 1 }, this.#random);
    this.#model = weighted(options.models ?? { silent: 1 }, 'models');
    this.#place = options.places ? weighted(options.places, 'places') : () => undefined;
    this.#placeLuck = this.#random.fork('places');
    this.#asking = new Asking({ client, clock, record });
    this.#repeats = new Repeats({
      asking: this.#asking,
      clock,
      random: this.#random.fork('repeats'),
      share: repeats?.share ?? 0,
      withinMs: repeats?.withinMs ?? DEFAULT_REPEAT_WITHIN_MS,
      places,
    });
    this.#observers =
      observers &&
      new Observers({
        client,
        clock,
        record,
        random: this.#random.fork('observers'),
        rate: observers.rate,
        finals: observers.finals ?? DEFAULT_FINALS,
        places,
      });
    this.#observers?.start();
    this.#unsubscribe = driver.receiver.onOutcome((outcome, reception) => {
      if (this.tally.outcome(outcome, reception, clock.monotonic())) this.#done(outcome.requestId);
    });
  }

  /** @param then called when the outcome is there, or will never be */
  offer(dueAt: number, then: (() => void) | undefined): void {
    const request = this.#next();
    const place = this.#place(this.#placeLuck);
    this.asking += 1;
    if (then) this.#whenDone.set(request.requestId, then);
    this.tally.offer(request.requestId, dueAt, request.persona, request.model);
    void this.#asking
      .ask(request, place, dueAt)
      .then((submission) => this.#answered(request, place, submission));
  }

  async settle(
    load: Pick<DriveResult['load'], 'kind' | 'rate' | 'concurrency'>,
    startedAt: number,
  ): Promise<DriveResult> {
    this.tally.lastOffered();
    const endedAt = this.clock.monotonic();
    const patienceMs = (this.#options.settleSeconds ?? DEFAULT_SETTLE_SECONDS) * SECOND_MS;
    while (!this.#isSettled && this.clock.monotonic() - endedAt < patienceMs) {
      await delay(this.clock, SETTLE_TICK_MS);
    }
    await this.#observers?.finish(this.#signal);
    this.#unsubscribe();
    const seconds = Math.max(endedAt - startedAt, 1) / SECOND_MS;
    return {
      ...this.tally.result({ ...load, seed: this.#options.seed ?? DEFAULT_SEED, seconds }),
      ...(this.#options.repeats && { repeats: this.#repeats.counts }),
      ...(this.#observers && { reads: this.#observers.counts }),
    };
  }

  get #isSettled(): boolean {
    return this.tally.settled && this.#repeats.settled;
  }

  #next(): Request {
    const { msisdn, persona } = this.#picker.next();
    const model = this.#model(this.#random);
    const { popupSeconds } = this.#options;
    const approval: Approval = {
      msisdn,
      message: MESSAGE,
      model,
      ...(model === 'itemselect' ? { items: ITEMS } : {}),
      ...(popupSeconds === undefined ? {} : { popupSeconds }),
    };
    return { requestId: newId(this.clock.now()), approval, persona, model };
  }

  #answered(request: Request, place: string | undefined, submission: Submission): void {
    this.asking -= 1;
    this.tally.answer(request.requestId, submission, this.clock.monotonic());
    if (submission.kind === 'accepted') {
      this.#observers?.accepted(submission.transactionId);
      this.#repeats.accepted(request, submission.transactionId, place);
    } else {
      this.#done(request.requestId);
    }
  }

  #done(requestId: string): void {
    const then = this.#whenDone.get(requestId);
    this.#whenDone.delete(requestId);
    then?.();
  }
}
