import type { AppletStatus, Model } from '@tandem/core';

/** 3122, by SMS: there is something to poll for. Its counter is the time in Unix seconds. */
export interface WakeUp {
  readonly name: 'WakeUp';
}

/** 3101: what waits for this applet? */
export interface PollRequest {
  readonly name: 'PollRequest';
  readonly appletId: string;
}

/** 3222: the question to put to the subscriber. */
export interface Notification {
  readonly name: 'Notification';
  readonly notificationId: string;
  /** May be empty for the model `silent`, which shows nothing. */
  readonly popupText: string;
  /** Seconds that the popup stays. */
  readonly popupDuration: number;
  readonly model: Model;
  /** 1 to 32 choices for the model `itemselect`, none for the others. */
  readonly items: readonly string[];
}

/** 3221: what the subscriber said. Sent again on a new connection until a receipt comes. */
export interface NotificationAck {
  readonly name: 'NotificationAck';
  readonly appletId: string;
  readonly notificationId: string;
  readonly status: AppletStatus;
  readonly simUID: string;
  readonly deviceUID: string;
  /** `YYYY-MM-DD` or empty: never changed, as far as the SIM knows. */
  readonly lastImeiChange: string;
  /** The text entered (`multisecure`) or the item chosen, as it was sent (`itemselect`); else empty. */
  readonly answer: string;
}

export const RECEIPT_RESULTS = ['recorded', 'late', 'unknown'] as const;
export type ReceiptResult = (typeof RECEIPT_RESULTS)[number];

/** 3223: the answer is recorded, came after the outcome, or belongs to nothing. Repeat it no more. */
export interface AnswerReceipt {
  readonly name: 'AnswerReceipt';
  readonly notificationId: string;
  readonly result: ReceiptResult;
}

/** 3100: this applet lives on this SIM in this device. */
export interface Register {
  readonly name: 'Register';
  readonly appletId: string;
  /** Keyed hash of the MSISDN as it was provisioned to the applet: 64 lower-case hex digits. */
  readonly msisdnHash: string;
  readonly simUID: string;
  readonly deviceUID: string;
}

export const REGISTER_RESULTS = ['registered', 'unknown', 'mismatch'] as const;
export type RegisterResult = (typeof REGISTER_RESULTS)[number];

/** 3200: registered; no such subscriber is provisioned; or provisioned with another applet or SIM. */
export interface RegisterAck {
  readonly name: 'RegisterAck';
  readonly result: RegisterResult;
}

/** 3299: nothing waits; do not poll again before this many seconds. */
export interface NothingPending {
  readonly name: 'NothingPending';
  readonly retryAfterSeconds: number;
}

/** 3199: the frame was refused and the connection closes. `code` is two digits, see REFUSALS. */
export interface ErrorMessage {
  readonly name: 'Error';
  readonly code: string;
}

export type UplinkMessage = PollRequest | NotificationAck | Register;
export type DownlinkMessage =
  | WakeUp
  | Notification
  | AnswerReceipt
  | RegisterAck
  | NothingPending
  | ErrorMessage;
export type AppletMessage = UplinkMessage | DownlinkMessage;
export type MessageName = AppletMessage['name'];
