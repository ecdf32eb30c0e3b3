import { outcomeOfAnswer } from '../outcome.ts';
import { moveCallback } from './callback.ts';
import { moved, unchanged } from './decision.ts';
import type { Decision, NewTransaction, Of, TransactionEvent, UnchangedReason } from './events.ts';
import { type DecidedOutcome, EVENT_TOPICS, type Transaction, type WakeUp } from './transaction.ts';

export function acceptTransaction(input: NewTransaction): Transaction {
  return {
    _id: input.id,
    version: 1,
    state: 'accepted',
    customerId: input.customerId,
    requestId: input.requestId,
    requestDigest: input.requestDigest,
    request: input.request,
    msisdnHash: input.msisdnHash,
    msisdnSealed: input.msisdnSealed,
    acceptedAt: input.at,
    deadline: input.deadline,
    expiresAt: input.deadline,
    wakeUps: [],
    outbox: EVENT_TOPICS.accepted,
    driveAt: input.driveAt,
    purgeAt: input.purgeAt,
    steps: [{ at: input.at, region: input.region, step: 'accepted' }],
  };
}

/** What `event` makes of `transaction`. Pure: the caller writes the result by compare-and-set. */
export function decide(transaction: Transaction, event: TransactionEvent): Decision {
  switch (event.type) {
    case 'subscriber-resolved':
      return resolve(transaction, event);
    case 'subscriber-unknown':
      if (transaction.state !== 'accepted') return unchanged(notBefore(transaction));
      return conclude(transaction, event, {
        responseType: 'NOT_REGISTERED',
        status: 'UNKNOWN_SUBSCRIBER',
      });
    case 'wake-up-claimed':
      return claimWakeUp(transaction, event);
    case 'wake-up-ended':
      return endWakeUp(transaction, event);
    case 'notification-presented':
      if (transaction.state !== 'resolved') return unchanged(notBefore(transaction));
      if (transaction.presentedAt !== undefined) return unchanged('already');
      return moved(transaction, event, { presentedAt: event.at });
    case 'applet-answered':
      return answer(transaction, event);
    case 'deadline-reached':
      if (transaction.state === 'decided') return unchanged('decided');
      if (event.at < transaction.deadline) return unchanged('early');
      return conclude(
        transaction,
        event,
        { responseType: 'NOT_AVAILABLE', status: 'TIMER_EXPIRED' },
        'TIMER_EXPIRED',
      );
    case 'driven':
      if (transaction.outbox === undefined) return unchanged('already');
      return moved(transaction, event, { driveAt: event.driveAt });
    case 'callback-delivered':
    case 'callback-failed':
    case 'callback-requeued':
      return moveCallback(transaction, event);
  }
}

function resolve(transaction: Transaction, event: Of<'subscriber-resolved'>): Decision {
  if (transaction.state !== 'accepted') return unchanged(notBefore(transaction));
  return moved(transaction, event, {
    state: 'resolved',
    subscriber: event.subscriber,
    awaiting: event.subscriber.appletId,
    outbox: EVENT_TOPICS.resolved,
    driveAt: event.driveAt,
  });
}

function claimWakeUp(transaction: Transaction, event: Of<'wake-up-claimed'>): Decision {
  if (transaction.state !== 'resolved') return unchanged(notBefore(transaction));
  if (event.at >= transaction.deadline) return unchanged('late');
  if (event.attempt <= transaction.wakeUps.length) return unchanged('already');
  if (event.attempt > event.maxAttempts) return unchanged('attempts-exhausted');
  if (event.attempt > transaction.wakeUps.length + 1) return unchanged('out-of-order');
  const wakeUp: WakeUp = { attempt: event.attempt, claimedAt: event.at, region: event.region };
  return moved(
    transaction,
    event,
    { wakeUps: [...transaction.wakeUps, wakeUp], driveAt: event.driveAt },
    `attempt ${event.attempt}`,
  );
}

function endWakeUp(transaction: Transaction, event: Of<'wake-up-ended'>): Decision {
  const claimed = transaction.wakeUps[event.attempt - 1];
  if (!claimed) return unchanged('out-of-order');
  if (claimed.result !== undefined) return unchanged('already');
  const ended: WakeUp = {
    ...claimed,
    result: event.result,
    ...(event.commandStatus === undefined ? {} : { commandStatus: event.commandStatus }),
  };
  return moved(
    transaction,
    event,
    { wakeUps: transaction.wakeUps.with(event.attempt - 1, ended) },
    `attempt ${event.attempt} ${event.result}`,
  );
}

function answer(transaction: Transaction, event: Of<'applet-answered'>): Decision {
  const { subscriber } = transaction;
  if (subscriber && subscriber.appletId !== event.appletId) return unchanged('not-yours');
  if (transaction.state === 'decided') {
    return unchanged(sameAnswer(transaction, event) ? 'already' : 'decided');
  }
  if (transaction.state !== 'resolved') return unchanged('out-of-order');
  if (event.at >= transaction.deadline) return unchanged('late');
  const { model, items } = transaction.request;
  const outcome = outcomeOfAnswer(model, event.status, event.answer, items);
  if (!outcome) return unchanged('busy');
  const lastImeiChange = dateOf(event.lastImeiChange || subscriber?.lastImeiChange);
  return conclude(
    transaction,
    event,
    {
      ...outcome,
      simUid: event.simUid,
      deviceUid: event.deviceUid,
      ...(lastImeiChange === undefined ? {} : { lastImeiChange }),
    },
    `status ${event.status}`,
  );
}

/** The customer is told a date (RFC 3339 full-date), whoever knew it: the applet has no more than that. */
function dateOf(timestamp: string | undefined): string | undefined {
  return timestamp?.slice(0, 'YYYY-MM-DD'.length);
}

/** A repeated frame 3221 that was lost on its way back: the applet is told `recorded` again. */
function sameAnswer(transaction: Transaction, event: Of<'applet-answered'>): boolean {
  const decided = transaction.outcome;
  const { model, items } = transaction.request;
  const meant = outcomeOfAnswer(model, event.status, event.answer, items);
  return (
    decided !== undefined &&
    meant !== undefined &&
    decided.simUid === event.simUid &&
    decided.status === meant.status &&
    decided.responseType === meant.responseType &&
    decided.answer === meant.answer
  );
}

function conclude(
  transaction: Transaction,
  event: Extract<TransactionEvent, { driveAt: number }>,
  outcome: Omit<DecidedOutcome, 'decidedAt' | 'region'>,
  detail?: string,
): Decision {
  const { msisdnSealed: _s, expiresAt: _e, awaiting: _a, ...rest } = transaction;
  return moved(
    rest,
    event,
    {
      state: 'decided',
      outcome: { ...outcome, decidedAt: event.at, region: event.region },
      callback: { state: 'pending', attempts: 0 },
      outbox: EVENT_TOPICS.decided,
      driveAt: event.driveAt,
    },
    detail === undefined ? outcome.responseType : `${outcome.responseType}, ${detail}`,
  );
}

function notBefore(transaction: Transaction): UnchangedReason {
  if (transaction.state === 'decided') return 'decided';
  return transaction.state === 'accepted' ? 'out-of-order' : 'already';
}
