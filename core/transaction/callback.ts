import { moved, unchanged } from './decision.ts';
import type { Decision, Of } from './events.ts';
import { EVENT_TOPICS, type Transaction } from './transaction.ts';

/** What an attempt to deliver the outcome, or an operator's retry, makes of the callback. */
export function moveCallback(
  transaction: Transaction,
  event: Of<'callback-delivered'> | Of<'callback-failed'> | Of<'callback-requeued'>,
): Decision {
  const callback = transaction.callback;
  if (!callback) return unchanged('out-of-order');
  if (callback.state === 'delivered') return unchanged('already');
  switch (event.type) {
    case 'callback-delivered': {
      const { outbox: _o, driveAt: _d, ...rest } = transaction;
      const attempts = callback.attempts + 1;
      return moved(
        rest,
        event,
        { callback: { state: 'delivered', attempts, deliveredAt: event.at } },
        `attempt ${attempts} answered ${event.httpStatus}`,
      );
    }
    case 'callback-failed': {
      if (callback.state === 'dead') return unchanged('already');
      const attempts = callback.attempts + 1;
      const detail = `attempt ${attempts}: ${event.reason}`;
      const failed = { attempts, lastError: event.reason };
      if (event.retryAt !== undefined) {
        const pending = { ...failed, state: 'pending' } as const;
        return moved(transaction, event, { callback: pending, driveAt: event.retryAt }, detail);
      }
      const { outbox: _o, driveAt: _d, ...rest } = transaction;
      const dead = { ...failed, state: 'dead', deadAt: event.at } as const;
      return moved(rest, event, { callback: dead }, detail);
    }
    case 'callback-requeued':
      if (callback.state !== 'dead') return unchanged('already');
      return moved(transaction, event, {
        callback: { state: 'pending', attempts: 0 },
        outbox: EVENT_TOPICS.decided,
        driveAt: event.at,
      });
  }
}
