import type { AppletStatus } from '../outcome.ts';
import type { ApprovalRequest, Subscriber, Transaction, WakeUpResult } from './transaction.ts';

interface At {
  /** Unix milliseconds, of the process that saw it. */
  readonly at: number;
  readonly region: string;
}

interface Progress extends At {
  /** When to drive the transaction again if nothing has moved it by then. Unix milliseconds. */
  readonly driveAt: number;
}

export type TransactionEvent =
  | (Progress & { readonly type: 'subscriber-resolved'; readonly subscriber: Subscriber })
  | (Progress & { readonly type: 'subscriber-unknown' })
  | (Progress & {
      readonly type: 'wake-up-claimed';
      readonly attempt: number;
      readonly maxAttempts: number;
    })
  | (At & {
      readonly type: 'wake-up-ended';
      readonly attempt: number;
      readonly result: WakeUpResult;
      readonly commandStatus?: number;
    })
  | (At & { readonly type: 'notification-presented' })
  | (Progress & {
      readonly type: 'applet-answered';
      readonly appletId: string;
      readonly status: AppletStatus;
      readonly answer: string;
      readonly simUid: string;
      readonly deviceUid: string;
      readonly lastImeiChange: string;
    })
  | (Progress & { readonly type: 'deadline-reached' })
  | (Progress & { readonly type: 'driven' })
  | (At & { readonly type: 'callback-delivered'; readonly httpStatus: number })
  | (At & { readonly type: 'callback-failed'; readonly reason: string; readonly retryAt?: number })
  | (At & { readonly type: 'callback-requeued' });

export type TransactionEventType = TransactionEvent['type'];

/** The event of one type. */
export type Of<T extends TransactionEventType> = Extract<TransactionEvent, { type: T }>;

/** `moved`: write `transaction` by compare-and-set. `unchanged`: nothing to write, and why. */
export type Decision =
  | { readonly kind: 'moved'; readonly transaction: Transaction }
  | { readonly kind: 'unchanged'; readonly reason: UnchangedReason };

export type UnchangedReason =
  /** The state already includes this event (a repeat). */
  | 'already'
  /** A final outcome stands and this event would have made another. */
  | 'decided'
  /** The deadline has passed; only the timer decides now. */
  | 'late'
  /** The deadline has not been reached yet. */
  | 'early'
  /** Another applet's transaction. */
  | 'not-yours'
  /** The event does not belong to this state (an older or newer step). */
  | 'out-of-order'
  /** Every allowed wake-up attempt is claimed. */
  | 'attempts-exhausted'
  /** The SIM toolkit was busy: the notification stays pending. */
  | 'busy';

export interface NewTransaction extends Progress {
  readonly id: string;
  readonly customerId: string;
  readonly requestId: string;
  readonly requestDigest: string;
  readonly request: ApprovalRequest;
  readonly msisdnHash: string;
  readonly msisdnSealed: string;
  readonly deadline: number;
  readonly purgeAt: number;
}
