import type { Notification } from '@tandem/applet';
import { MODELS, type Model, type Transaction } from '@tandem/core';

/** What the popup of one transaction needs, and when it was written down. Times are Unix milliseconds. */
export interface Pending {
  readonly id: string;
  readonly acceptedAt: number;
  readonly deadline: number;
  readonly model: Model;
  readonly message: string;
  readonly items: readonly string[];
  readonly popupSeconds: number;
  /** When a document was last seen to await this answer. */
  readonly confirmedAt: number;
}

/** `undefined` unless the transaction awaits an answer of this applet and may still get it. */
export function pendingOf(
  transaction: Transaction,
  appletId: string,
  now: number,
): Pending | undefined {
  if (transaction.awaiting !== appletId || now >= transaction.deadline) return undefined;
  const { model, message, items, popupSeconds } = transaction.request;
  return {
    id: transaction._id,
    acceptedAt: transaction.acceptedAt,
    deadline: transaction.deadline,
    model,
    message,
    items,
    popupSeconds,
    confirmedAt: now,
  };
}

/** I9: oldest first, the same in both regions. */
export function byAge(a: Pending, b: Pending): number {
  if (a.acceptedAt !== b.acceptedAt) return a.acceptedAt - b.acceptedAt;
  return a.id < b.id ? -1 : 1;
}

/** A popup never outlasts the deadline: whatever is chosen after it would be late. */
export function notificationOf(pending: Pending, now: number): Notification {
  const secondsLeft = Math.max(1, Math.floor((pending.deadline - now) / 1_000));
  return {
    name: 'Notification',
    notificationId: pending.id,
    popupText: pending.message,
    popupDuration: Math.min(pending.popupSeconds, secondsLeft),
    model: pending.model,
    items: pending.items,
  };
}

/** `undefined` for text that another version of this code, or nobody, has written. */
export function parsePending(text: string): Pending | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isPending(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isPending(value: unknown): value is Pending {
  if (typeof value !== 'object' || value === null) return false;
  const { id, message, model, items, ...rest } = value as Record<string, unknown>;
  return (
    typeof id === 'string' &&
    typeof message === 'string' &&
    MODELS.some((known) => known === model) &&
    Array.isArray(items) &&
    items.every((item) => typeof item === 'string') &&
    [rest.acceptedAt, rest.deadline, rest.popupSeconds, rest.confirmedAt].every(Number.isFinite)
  );
}
