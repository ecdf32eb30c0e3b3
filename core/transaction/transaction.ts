import type { Model, Outcome } from '../outcome.ts';

export const EVENT_TOPICS = {
  accepted: 'transaction-accepted',
  resolved: 'subscriber-resolved',
  decided: 'transaction-decided',
} as const;
export type TransactionTopic = (typeof EVENT_TOPICS)[keyof typeof EVENT_TOPICS];

/**
 * `accepted`: answered 202, subscriber not yet looked up. `resolved`: the applet is known, the SIM is
 * being woken. `decided`: the one final outcome stands; only the callback still moves.
 */
export type TransactionState = 'accepted' | 'resolved' | 'decided';

/** One authentication, as it rests in documents. Times are Unix milliseconds, regions are AWS names. */
export interface Transaction {
  readonly _id: string;
  readonly version: number;
  readonly state: TransactionState;
  readonly customerId: string;
  readonly requestId: string;
  /** SHA-256 of the canonical request: tells a retry from another request under the same id. */
  readonly requestDigest: string;
  readonly request: ApprovalRequest;
  readonly msisdnHash: string;
  /** The sealed number, present until the outcome. */
  readonly msisdnSealed?: string;
  readonly acceptedAt: number;
  readonly deadline: number;
  /** Mirrors `deadline` while undecided, so that the timer's index holds live transactions only. */
  readonly expiresAt?: number;
  readonly subscriber?: Subscriber;
  /** Index field: the applet while the transaction awaits its answer. */
  readonly awaiting?: string;
  readonly wakeUps: readonly WakeUp[];
  readonly presentedAt?: number;
  readonly outcome?: DecidedOutcome;
  readonly callback?: Callback;
  /** The event that this state owes to the log; stays until the work it starts has moved the state. */
  readonly outbox?: TransactionTopic;
  /** When scheduled-jobs looks at the transaction again if nothing moved it by then. */
  readonly driveAt?: number;
  /** When it may be forgotten: the idempotency window has passed. */
  readonly purgeAt: number;
  readonly steps: readonly Step[];
}

export interface ApprovalRequest {
  readonly model: Model;
  readonly message: string;
  readonly items: readonly string[];
  readonly popupSeconds: number;
  readonly callbackUrl: string;
}

export interface Subscriber {
  readonly appletId: string;
  readonly simUid: string;
  readonly deviceUid: string;
  /** RFC 3339, as the mobile network operator knows them; absent when it did not say in time. */
  readonly lastSimChange?: string;
  readonly lastImeiChange?: string;
  readonly reachable?: boolean;
}

export type WakeUpResult = 'submitted' | 'refused' | 'timed-out' | 'link-lost';

/** One claimed attempt to wake the SIM. Claimed before the submit, so it is never sent twice. */
export interface WakeUp {
  readonly attempt: number;
  readonly claimedAt: number;
  readonly region: string;
  readonly result?: WakeUpResult;
  /** The command_status that refused it. */
  readonly commandStatus?: number;
}

export interface DecidedOutcome extends Outcome {
  readonly decidedAt: number;
  readonly region: string;
  readonly simUid?: string;
  readonly deviceUid?: string;
  /** RFC 3339 full-date: of the applet, or else of the operator. */
  readonly lastImeiChange?: string;
}

export interface Callback {
  readonly state: 'pending' | 'delivered' | 'dead';
  readonly attempts: number;
  readonly lastError?: string;
  readonly deliveredAt?: number;
  /** When the retry budget was used up; present only while it lies in the dead-letter list. */
  readonly deadAt?: number;
}

/** A line of the trace. `detail` names causes and numbers, never persons or secrets. */
export interface Step {
  readonly at: number;
  readonly region: string;
  readonly step: string;
  readonly detail?: string;
}
