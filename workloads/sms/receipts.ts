import type { Clock } from '@tandem/core';
import {
  type DeliverAnswer,
  type DeliveryReceipt,
  isReceipt,
  type Pdu,
  parseReceipt,
  Status,
} from '@tandem/smpp';
import { isStoreError } from '@tandem/stores';
import { DelayLine, type Ledger } from '../records/index.ts';
import type { Joined, Messages } from './messages.ts';
import type { SmsMetrics } from './metrics.ts';

export interface ReceiptsOptions {
  readonly messages: Messages;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly metrics: SmsMetrics;
  /** Past this no response to a submit comes any more. */
  readonly responseTimeoutMs: number;
  readonly onFailure: (error: unknown) => void;
}

interface Unknown {
  readonly receipt: DeliveryReceipt;
  readonly reference: number | undefined;
}

/** How long a receipt may be ahead of the response to its submit before its id is read another way. */
const AHEAD_MS = 1_000;

/** deliver_sm: stores what the SMSC reports before acknowledging it, so that no report is lost. */
export class Receipts {
  readonly #options: ReceiptsOptions;
  readonly #ahead: DelayLine<Unknown>;
  readonly #far: DelayLine<Unknown>;

  constructor(options: ReceiptsOptions) {
    const { clock, responseTimeoutMs } = options;
    this.#options = options;
    this.#ahead = new DelayLine({
      clock,
      delayMs: AHEAD_MS,
      onDue: (unknown) => void this.#search(unknown, () => this.#far.add(unknown)),
    });
    this.#far = new DelayLine({
      clock,
      delayMs: responseTimeoutMs,
      onDue: (unknown) => void this.#search(unknown, this.#giveUp),
    });
  }

  readonly onDeliver = async (pdu: Pdu<'deliver_sm' | 'data_sm'>): Promise<DeliverAnswer> => {
    if (!isReceipt(pdu)) return this.#ignore('not-a-receipt');
    const receipt = parseReceipt(pdu);
    // Sent again it would be as unreadable as now.
    if (!receipt) return this.#ignore('unreadable');
    try {
      const joined = await this.#options.messages.received(receipt);
      this.note(joined);
      const reference = pdu.tlvs.user_message_reference;
      if (joined.kind === 'waiting') this.#ahead.add({ receipt, reference });
      return Status.ESME_ROK;
    } catch (error) {
      if (!isStoreError(error, 'unavailable')) throw error;
      this.#options.metrics.receipts.inc({ result: 'unavailable' });
      return Status.ESME_RX_T_APPN;
    }
  };

  /** A response or a receipt has been stored. */
  note(joined: Joined): void {
    const { ledger, metrics } = this.#options;
    if (joined.kind === 'repeat') metrics.receipts.inc({ result: 'repeat' });
    if (joined.kind !== 'joined') return;
    const { transactionId, attempt, receipt } = joined.message;
    metrics.receipts.inc({ result: 'joined' });
    metrics.receiptStates.inc({ state: receipt?.state ?? 'UNKNOWN' });
    if (transactionId !== undefined && receipt) {
      ledger.recordFact(transactionId, 'receipt-arrived', `attempt ${attempt} ${receipt.state}`);
    }
  }

  /** Looks now for what would have been looked for later. */
  async drain(): Promise<void> {
    const left = [...this.#ahead.takeAll(), ...this.#far.takeAll()];
    await Promise.all(left.map((unknown) => this.#search(unknown, this.#giveUp)));
  }

  /** The message may be stored under another spelling of its id, or will be in a moment. */
  async #search({ receipt, reference }: Unknown, notFound: () => void): Promise<void> {
    const { messages, onFailure } = this.#options;
    try {
      const joined = await messages.receivedAs(receipt, reference);
      if (joined.kind === 'waiting') notFound();
      else if (joined.kind === 'joined') this.note(joined);
    } catch (error) {
      onFailure(error);
    }
  }

  /** It stays stored until it is purged: its message may belong to another system. */
  readonly #giveUp = (): void => {
    this.#options.metrics.receipts.inc({ result: 'unknown' });
  };

  #ignore(result: 'not-a-receipt' | 'unreadable'): number {
    this.#options.metrics.receipts.inc({ result });
    return Status.ESME_ROK;
  }
}
