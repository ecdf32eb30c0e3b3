import type { Clock, Transaction } from '@tandem/core';
import type { Account } from '../../api/customers/directory.ts';
import type { Ledger } from '../../records/index.ts';
import { callbackBody } from './body.ts';
import { nextRetry, type RetryFigures } from './retry.ts';
import type { CallbackRequest, Sent } from './sender.ts';

export interface DeliveryOptions {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly figures: RetryFigures;
  readonly accountOf: (customerId: string) => Account | undefined | Promise<Account | undefined>;
  readonly send: (request: CallbackRequest) => Promise<Sent>;
  readonly random: () => number;
}

/** `skipped`: there was nothing to deliver any more. */
export type DeliveryResult = 'delivered' | 'retried' | 'dead' | 'skipped';

/**
 * One attempt to tell a customer the outcome, recorded by compare-and-set. A crash between the answer and
 * the record leaves the callback pending: it is driven again and says the same once more.
 */
export async function deliverCallback(
  id: string,
  options: DeliveryOptions,
): Promise<DeliveryResult> {
  const { ledger, clock } = options;
  const transaction = await ledger.recall(id);
  if (transaction?.callback?.state !== 'pending') return 'skipped';
  const sent = await attempt(transaction, options);
  const at = clock.now();
  const { region } = ledger;
  if (sent.kind === 'delivered') {
    const { httpStatus } = sent;
    await ledger.apply(id, { type: 'callback-delivered', at, region, httpStatus });
    return 'delivered';
  }
  const { reason } = sent;
  const random = options.random();
  const applied = await ledger.apply(id, (current) => {
    const retryAt = nextRetry(current, options.figures, at, random);
    return {
      type: 'callback-failed',
      at,
      region,
      reason,
      ...(retryAt === undefined ? {} : { retryAt }),
    };
  });
  if (applied.kind !== 'moved') return 'skipped';
  return applied.transaction.callback?.state === 'dead' ? 'dead' : 'retried';
}

async function attempt(transaction: Transaction, options: DeliveryOptions): Promise<Sent> {
  const account = await options.accountOf(transaction.customerId);
  if (!account) return { kind: 'failed', reason: 'the customer has no signing secret' };
  const body = callbackBody(transaction, account.signingSecret);
  if (body === undefined) return { kind: 'failed', reason: 'there is no outcome' };
  return options.send({
    url: transaction.request.callbackUrl,
    body,
    secret: account.signingSecret,
    transactionId: transaction._id,
    loopback: account.loopbackCallbacks,
  });
}
