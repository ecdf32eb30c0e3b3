import { type Clock, openMsisdn, type Subscriber, type Transaction } from '@tandem/core';
import type { AppletDetails, AppletDirectory, Ledger } from '../records/index.ts';
import type { MnoMetrics } from './metrics.ts';
import type { OperatorAnswer, OperatorApi } from './operator-api.ts';
import type { SubscriberStatus } from './subscriber-status.ts';

export interface ResolverOptions {
  readonly ledger: Ledger;
  readonly directory: AppletDirectory;
  readonly operator: OperatorApi;
  readonly sealKey: Buffer;
  readonly clock: Clock;
  readonly metrics: MnoMetrics;
  readonly delays: { readonly resolved: number; readonly decided: number };
}

/**
 * Finds the applet of an accepted transaction and what the operator knows of its SIM. A subscriber that
 * the operator calls unreachable is woken all the same: the SMSC keeps the message while it is valid.
 */
export class Resolver {
  readonly #options: ResolverOptions;

  constructor(options: ResolverOptions) {
    this.#options = options;
  }

  /** Safe to repeat; whoever moves the transaction first decides. */
  async resolve(transactionId: string): Promise<void> {
    const { ledger, directory, clock } = this.#options;
    const transaction = await ledger.recall(transactionId);
    if (!transaction) return this.#count('absent');
    if (transaction.state !== 'accepted') return this.#count('already');
    // The timer decides now, and a wake-up would only show a popup that nobody waits for.
    if (clock.now() >= transaction.deadline) return this.#count('late');
    const applet = await directory.ofSubscriber(transaction.msisdnHash);
    if (!applet) return this.#conclude(transaction);
    const answer = await this.#ask(transaction);
    // The number left the operator: whoever holds the old SIM is not the subscriber any more.
    if (answer.kind === 'unknown-number') return this.#conclude(transaction);
    await this.#move(transaction, subscriberOf(applet, answer));
  }

  async #ask(transaction: Transaction): Promise<OperatorAnswer> {
    const { operator, sealKey, clock, metrics } = this.#options;
    if (transaction.msisdnSealed === undefined) return { kind: 'no-answer', reason: 'invalid' };
    const msisdn = openMsisdn(sealKey, transaction.msisdnSealed, transaction._id);
    const startedAt = clock.monotonic();
    const answer = await operator.ask(msisdn);
    metrics.operatorSeconds.observe((clock.monotonic() - startedAt) / 1_000);
    metrics.operator.inc({ result: resultOf(answer) });
    return answer;
  }

  async #move(transaction: Transaction, subscriber: Subscriber): Promise<void> {
    const { ledger, clock, delays, metrics } = this.#options;
    const at = clock.now();
    const applied = await ledger.apply(transaction._id, {
      type: 'subscriber-resolved',
      at,
      region: ledger.region,
      driveAt: at + delays.resolved,
      subscriber,
    });
    this.#count(applied.kind === 'moved' ? 'resolved' : 'already');
    if (applied.kind === 'moved') {
      metrics.resolveSeconds.observe((at - transaction.acceptedAt) / 1_000);
    }
  }

  async #conclude(transaction: Transaction): Promise<void> {
    const { ledger, clock, delays } = this.#options;
    const at = clock.now();
    const applied = await ledger.apply(transaction._id, {
      type: 'subscriber-unknown',
      at,
      region: ledger.region,
      driveAt: at + delays.decided,
    });
    this.#count(applied.kind === 'moved' ? 'unknown' : 'already');
  }

  #count(result: 'resolved' | 'unknown' | 'already' | 'late' | 'absent'): void {
    this.#options.metrics.resolutions.inc({ result });
  }
}

function subscriberOf(applet: AppletDetails, answer: OperatorAnswer): Subscriber {
  return answer.kind === 'status' ? { ...applet, ...known(answer.status) } : { ...applet };
}

function known({ reachable, latestSimChange, latestImeiChange }: SubscriberStatus) {
  return {
    reachable,
    ...(latestSimChange === null ? {} : { lastSimChange: latestSimChange }),
    ...(latestImeiChange === null ? {} : { lastImeiChange: latestImeiChange }),
  };
}

function resultOf(answer: OperatorAnswer): string {
  if (answer.kind === 'no-answer') return answer.reason;
  if (answer.kind === 'unknown-number') return answer.kind;
  return answer.status.reachable ? 'reachable' : 'not-reachable';
}
