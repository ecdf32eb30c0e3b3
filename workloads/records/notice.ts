import type { ResponseType, TransactionEventType } from '@tandem/core';

/** Facts that only the audit log consumes. */
export const TRAIL_TOPIC = 'trail';

/**
 * What the event log carries about a transaction: enough to know what happened, never a person. The
 * document is the truth; a consumer reads it and decides by compare-and-set.
 */
export interface Notice {
  readonly transactionId: string;
  readonly version: number;
  readonly type: 'accepted' | TransactionEventType | FactType;
  readonly at: number;
  readonly region: string;
  readonly customerId?: string;
  readonly responseType?: ResponseType;
  readonly detail?: string;
}

/** Things that happen to a transaction without moving it. */
export type FactType =
  | 'applet-polled'
  | 'notification-sent'
  | 'wake-up-accepted'
  /** No bind took the wake-up until the deadline: `detail` says why. */
  | 'wake-up-unsent'
  | 'receipt-arrived'
  /** A frame in the applet's name had a wrong MAC. */
  | 'frame-refused'
  | 'answer-late'
  | 'answer-busy'
  | 'callback-attempted'
  | 'redriven';

export function encodeNotice(notice: Notice): string {
  return JSON.stringify(notice);
}

export function decodeNotice(value: string): Notice {
  const notice: unknown = JSON.parse(value);
  if (
    typeof notice !== 'object' ||
    notice === null ||
    !('transactionId' in notice && typeof notice.transactionId === 'string') ||
    !('type' in notice && typeof notice.type === 'string') ||
    !('at' in notice && typeof notice.at === 'number')
  ) {
    throw new Error('an event is not a notice: transactionId, type and at are required');
  }
  return notice as Notice;
}
