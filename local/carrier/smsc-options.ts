import type { Clock } from '@tandem/core';
import type { FaultBoard } from '../faults.ts';
import type { Recorder } from '../history/index.ts';
import type { Random, Span } from '../random.ts';
import type { CarrierFault } from './carrier-faults.ts';
import type { IdForm } from './message-ids.ts';
import type { FinalState, ReceiptForm } from './receipt.ts';
import type { ShortMessage } from './short-message.ts';

/** What the network does with a message: how it ends, and whether the SMSC's report of it arrives. */
export interface Delivery {
  readonly final: FinalState;
  readonly receipt: 'sent' | 'lost';
}

export interface MessagePathOptions {
  /** From the submit to the handset, and from there to the receipt. */
  readonly deliveryTime: Span;
  readonly receiptTime: Span;
  readonly receipts: ReceiptForm;
  readonly clock: Clock;
  readonly random: Random;
  readonly faults: FaultBoard<CarrierFault>;
  /** What will become of a message, asked when it is accepted. */
  readonly plan: (message: ShortMessage) => Delivery;
  /** The message is at the handset. */
  readonly deliver: (message: ShortMessage) => void;
}

export interface CarrierSmscOptions extends MessagePathOptions {
  readonly host: string;
  readonly port: number;
  /** Passwords by system_id. */
  readonly systems: ReadonlyMap<string, string>;
  readonly messagesPerSecondPerBind: number;
  /** How message ids are written in submit_sm_resp. */
  readonly responseIds: IdForm;
  readonly record?: Recorder | undefined;
  /** Whose SIM a number has; `undefined` for one that the operator does not have. */
  readonly appletOf: (msisdn: string) => string | undefined;
  /** One PDU or one connection went wrong; the rest goes on. */
  readonly onProblem: (problem: Error, systemId: string | undefined) => void;
}
