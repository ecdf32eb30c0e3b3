import { type Clock, delay, type Model, newId, systemClock } from '@tandem/core';
import type { OperationType, OperationValue, Recorder } from '../history/index.ts';
import { Random } from '../random.ts';
import type { Approval, Submission } from './approval.ts';
import type { CallbackReceiver } from './callback-receiver.ts';
import type { BankClient } from './client.ts';
import type { ClosedLoop, OpenLoop } from './drive-options.ts';
import type { DriveResult } from './drive-result.ts';
import { SubscriberPicker, weighted } from './subscribers.ts';
import { Tally } from './tally.ts';

export interface Driver {
  readonly client: BankClient;
  readonly receiver: CallbackReceiver;
  readonly clock?: Clock;
  readonly record?: Recorder;
  /** Ends the load early; what was offered is still counted. */
  readonly signal?: AbortSignal;
}

/** Between two looks at what is due: a burst of that many milliseconds' requests is offered at once. */
const TICK_MS = 2;
const SETTLE_TICK_MS = 20;
const DEFAULT_CONCURRENCY = 4_096;
const DEFAULT_SETTLE_SECONDS = 60;
const DEFAULT_SEED = 1;
const SECOND_MS = 1_000;
const MESSAGE = 'Pay 120 USD to Acme?';
const ITEMS = ['Savings', 'Checking'];

/**
 * Open loop: offers `rate` requests a second for `seconds`, then waits for the outcomes. Latencies count
 * from when a request was due, so that a stall of the system shows in all that it held up.
 */
export async function drive(driver: Driver, options: OpenLoop): Promise<DriveResult> {
  const { rate, seconds, concurrency = DEFAULT_CONCURRENCY } = options;
  const load = new Load(driver, options);
  const total = Math.round(rate * seconds);
  const { clock } = load;
  const startedAt = clock.monotonic();
  while (load.tally.offered < total && !driver.signal?.aborted) {
    const elapsed = clock.monotonic() - startedAt;
    const due = Math.min(total, Math.floor((elapsed * rate) / SECOND_MS) + 1);
    while (load.tally.offered < due && load.asking < concurrency) {
      load.offer(startedAt + (load.tally.offered * SECOND_MS) / rate, undefined);
    }
    load.tally.maxBacklog = Math.max(load.tally.maxBacklog, due - load.tally.offered);
    await delay(clock, TICK_MS);
  }
  return load.settle({ kind: 'open', rate, concurrency }, startedAt);
}

/** Closed loop: keeps `concurrency` authentications under way for `seconds`: the most the system can do. */
export async function saturate(driver: Driver, options: ClosedLoop): Promise<DriveResult> {
  const { seconds, concurrency } = options;
  const load = new Load(driver, options);
  const { clock } = load;
  const startedAt = clock.monotonic();
  const endsAt = startedAt + seconds * SECOND_MS;
  const next = () => {
    if (clock.monotonic() >= endsAt || driver.signal?.aborted) return;
    load.offer(clock.monotonic(), next);
  };
  for (let i = 0; i < concurrency; i += 1) next();
  while (clock.monotonic() < endsAt && !driver.signal?.aborted) {
    await delay(clock, Math.min(SETTLE_TICK_MS, endsAt - clock.monotonic()));
  }
  return load.settle({ kind: 'closed', concurrency }, startedAt);
}

class Load {
  readonly clock: Clock;
  readonly tally = new Tally();
  /** Requests without an answer of the API. */
  asking = 0;
  readonly #driver: Driver;
  readonly #options: OpenLoop | ClosedLoop;
  readonly #random: Random;
  readonly #picker: SubscriberPicker;
  readonly #model: (random: Random) => Model;
  readonly #processes: number[] = [];
  readonly #whenDone = new Map<string, () => void>();
  readonly #unsubscribe: () => void;

  constructor(driver: Driver, options: OpenLoop | ClosedLoop) {
    this.clock = driver.clock ?? systemClock;
    this.#driver = driver;
    this.#options = options;
    this.#random = new Random(options.seed ?? DEFAULT_SEED);
    this.#picker = new SubscriberPicker(options.personas ?? { ordinary: 1 }, this.#random);
    this.#model = weighted(options.models ?? { silent: 1 }, 'models');
    this.#unsubscribe = driver.receiver.onOutcome((record, reception) => {
      if (this.tally.outcome(record, reception, this.clock.monotonic()))
        this.#done(record.requestId);
    });
  }

  /** @param then called when the outcome is there, or will never be */
  offer(dueAt: number, then: (() => void) | undefined): void {
    const subscriber = this.#picker.next();
    const model = this.#model(this.#random);
    const requestId = newId(this.clock.now());
    const process = this.#processes.pop() ?? this.asking;
    this.asking += 1;
    if (then) this.#whenDone.set(requestId, then);
    this.tally.offer(requestId, dueAt, subscriber.persona, model);
    this.#report(process, 'invoke', { requestId, persona: subscriber.persona, model });
    const { popupSeconds } = this.#options;
    const approval: Approval = {
      msisdn: subscriber.msisdn,
      message: MESSAGE,
      model,
      ...(model === 'itemselect' ? { items: ITEMS } : {}),
      ...(popupSeconds === undefined ? {} : { popupSeconds }),
    };
    this.#driver.client.submit(approval, requestId).then(
      (submission) => this.#answered(requestId, process, submission),
      (error: unknown) => this.#answered(requestId, process, defect(error)),
    );
  }

  async settle(
    load: Pick<DriveResult['load'], 'kind' | 'rate' | 'concurrency'>,
    startedAt: number,
  ): Promise<DriveResult> {
    this.tally.lastOffered();
    const endedAt = this.clock.monotonic();
    const patienceMs = (this.#options.settleSeconds ?? DEFAULT_SETTLE_SECONDS) * SECOND_MS;
    while (!this.tally.settled && this.clock.monotonic() - endedAt < patienceMs) {
      await delay(this.clock, SETTLE_TICK_MS);
    }
    this.#unsubscribe();
    const seconds = Math.max(endedAt - startedAt, 1) / SECOND_MS;
    return this.tally.result({ ...load, seed: this.#options.seed ?? DEFAULT_SEED, seconds });
  }

  #answered(requestId: string, process: number, submission: Submission): void {
    this.asking -= 1;
    this.#processes.push(process);
    this.tally.answer(requestId, submission, this.clock.monotonic());
    const { tries } = submission;
    switch (submission.kind) {
      case 'accepted': {
        const { transactionId, repeated } = submission;
        this.#report(process, 'ok', { requestId, transactionId, repeated, tries });
        return;
      }
      case 'refused': {
        const { status, code } = submission;
        this.#report(process, 'fail', { requestId, status, code, tries });
        break;
      }
      case 'unknown':
        this.#report(process, 'info', { requestId, reason: submission.reason, tries });
    }
    this.#done(requestId);
  }

  #done(requestId: string): void {
    const then = this.#whenDone.get(requestId);
    this.#whenDone.delete(requestId);
    then?.();
  }

  #report(process: number, type: OperationType, value: OperationValue): void {
    this.#driver.record?.(`bank-${process}`, type, 'approve', value);
  }
}

/** Nothing the network did: the client itself failed, so nobody knows how far the request went. */
function defect(error: unknown): Submission {
  const reason = error instanceof Error ? error.message : String(error);
  return { kind: 'unknown', reason, tries: 1, firstError: reason };
}
