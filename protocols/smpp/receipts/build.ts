import type { PduFields } from '../pdu/pdu.ts';
import { EsmClass, isFinal, MESSAGE_STATES, type MessageState } from '../pdu/values.ts';

export interface ReceiptContent {
  readonly messageId: string;
  readonly state: MessageState;
  /** Unix milliseconds. */
  readonly submittedAt: number;
  readonly doneAt: number;
  /** Three characters of the network or the SMSC; 000 by default. */
  readonly error?: string;
  /** The first 20 characters go into the receipt. */
  readonly text?: string;
}

/** The seven characters of Appendix B. */
const STAT: Readonly<Record<MessageState, string>> = {
  ENROUTE: 'ENROUTE',
  DELIVERED: 'DELIVRD',
  EXPIRED: 'EXPIRED',
  DELETED: 'DELETED',
  UNDELIVERABLE: 'UNDELIV',
  ACCEPTED: 'ACCEPTD',
  UNKNOWN: 'UNKNOWN',
  REJECTED: 'REJECTD',
};

/** The fields of the deliver_sm that reports on a message: text of Appendix B and the TLVs. */
export function buildReceipt(
  receipt: ReceiptContent,
): Pick<PduFields<'deliver_sm'>, 'esm_class' | 'short_message' | 'tlvs'> {
  const { messageId, state, submittedAt, doneAt, error = '000', text = '' } = receipt;
  const delivered = state === 'DELIVERED' ? '001' : '000';
  const line =
    `id:${messageId} sub:001 dlvrd:${delivered} submit date:${receiptTime(submittedAt)} ` +
    `done date:${receiptTime(doneAt)} stat:${STAT[state]} err:${error} text:${text.slice(0, 20)}`;
  return {
    esm_class: isFinal(state) ? EsmClass.smscDeliveryReceipt : EsmClass.intermediateNotification,
    short_message: Buffer.from(line, 'latin1'),
    tlvs: { receipted_message_id: messageId, message_state: MESSAGE_STATES[state] },
  };
}

function receiptTime(unixMs: number): string {
  return new Date(unixMs)
    .toISOString()
    .replaceAll(/[^0-9]/g, '')
    .slice(2, 12);
}
