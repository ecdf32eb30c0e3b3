import type { Clock, Transaction } from '@tandem/core';
import { DelayLine, type Ledger } from '../records/index.ts';
import { type AttemptPolicy, nextAttempt } from './attempts.ts';
import type { Binds } from './binds.ts';
import type { Messages } from './messages.ts';
import type { SmsMetrics } from './metrics.ts';
import type { Sender } from './sender.ts';

export interface WakeUpsOptions {
  readonly ledger: Ledger;
  readonly binds: Binds;
  readonly sender: Sender;
  readonly messages: Messages;
  readonly clock: Clock;
  readonly metrics: SmsMetrics;
  readonly policy: AttemptPolicy;
  readonly onFailure: (error: unknown) => void;
}

/** Decides for each resolved subscriber whether an attempt to wake the SIM is due, and claims it. */
export class WakeUps {
  readonly #options: WakeUpsOptions;
  /** Transactions whose message the SMSC has: looked at again when their silence has lasted. */
  readonly #silent: DelayLine<string>;

  constructor(options: WakeUpsOptions) {
    const { clock, policy, onFailure } = options;
    this.#options = options;
    this.#silent = new DelayLine({
      clock,
      delayMs: Math.max(1, policy.retryAfterMs - policy.claimProgressMs),
      onDue: (transactionId) => void this.wake(transactionId).catch(onFailure),
    });
  }

  /**
   * Resolves once the attempt is claimed and on its way, or none is due. Waits while every bind is full,
   * and takes the place before the claim, so that a claimed attempt is sent at once.
   */
  async wake(transactionId: string): Promise<void> {
    const { ledger, binds } = this.#options;
    const transaction = await ledger.recall(transactionId);
    if (!transaction) return this.#count('absent');
    const attempt = await this.#due(transaction);
    if (attempt === undefined) return;
    const bind = await binds.reserve(transaction.deadline);
    if (!bind) {
      ledger.recordFact(transactionId, 'wake-up-unsent', binds.obstacle);
      return this.#count('no-bind');
    }
    let claimed: Transaction | undefined;
    try {
      claimed = await this.#claim(transactionId, attempt);
    } finally {
      if (!claimed) binds.release(bind);
    }
    if (claimed) this.#options.sender.send(claimed, attempt, bind);
  }

  /** What was to be looked at again is left to the drive of its transaction. */
  stop(): void {
    this.#silent.takeAll();
  }

  async #due(transaction: Transaction): Promise<number | undefined> {
    const { clock, messages, policy } = this.#options;
    const next = nextAttempt(transaction, clock.now(), policy);
    if (next.kind === 'due') return next.attempt;
    if (next.kind === 'idle') {
      this.#count(next.why);
      return undefined;
    }
    const submitted = await messages.isSubmitted(transaction._id, next.attempt - 1);
    if (!submitted) return next.attempt;
    this.#silent.add(transaction._id);
    this.#count('waiting');
    return undefined;
  }

  /** Only who moved the transaction may send (I6). */
  async #claim(transactionId: string, attempt: number): Promise<Transaction | undefined> {
    const { ledger, clock, policy } = this.#options;
    const applied = await ledger.apply(transactionId, ({ deadline, presentedAt }) => {
      if (presentedAt !== undefined) return undefined;
      const at = clock.now();
      return {
        type: 'wake-up-claimed',
        at,
        region: ledger.region,
        // Nothing is left to try after the last attempt: the timer ends it.
        driveAt: attempt < policy.maxAttempts ? at + policy.claimProgressMs : deadline,
        attempt,
        maxAttempts: policy.maxAttempts,
      };
    });
    this.#count(applied.kind === 'moved' ? 'claimed' : 'not-claimed');
    return applied.kind === 'moved' ? applied.transaction : undefined;
  }

  #count(result: string): void {
    this.#options.metrics.wakeUps.inc({ result });
  }
}
