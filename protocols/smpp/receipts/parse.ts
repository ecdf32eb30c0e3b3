import type { Pdu } from '../pdu/pdu.ts';
import { EsmClass, isFinal, type MessageState, messageStateOf } from '../pdu/values.ts';
import { userDataOf } from '../segmentation/udh.ts';
import { messageIdCandidates } from './message-id.ts';

/** What the SMSC reports about a message; fields it did not give are undefined. */
export interface DeliveryReceipt {
  readonly messageId: string;
  /** See `messageIdCandidates`. */
  readonly messageIdCandidates: readonly string[];
  readonly state: MessageState;
  /** Whether the SMSC has finished with the message. */
  readonly final: boolean;
  /** `err:` of the text, or the octets of network_error_code in hexadecimal. */
  readonly error: string | undefined;
  /** Unix milliseconds. The text has no zone; the specification's examples read as UTC here. */
  readonly submittedAt: number | undefined;
  readonly doneAt: number | undefined;
  readonly text: string | undefined;
}

/** `stat:` of Appendix B, and spellings seen in the field. */
const STATES: Readonly<Record<string, MessageState>> = {
  ENROUTE: 'ENROUTE',
  BUFFERED: 'ENROUTE',
  DELIVRD: 'DELIVERED',
  DELIVERED: 'DELIVERED',
  EXPIRED: 'EXPIRED',
  DELETED: 'DELETED',
  UNDELIV: 'UNDELIVERABLE',
  UNDELIVERABLE: 'UNDELIVERABLE',
  FAILED: 'UNDELIVERABLE',
  ACCEPTD: 'ACCEPTED',
  ACCEPTED: 'ACCEPTED',
  UNKNOWN: 'UNKNOWN',
  REJECTD: 'REJECTED',
  REJECTED: 'REJECTED',
};

/** esm_class says receipt or intermediate notification, or the TLVs that only those carry are there. */
export function isReceipt(message: Pdu<'deliver_sm' | 'data_sm'>): boolean {
  const type = message.esm_class & EsmClass.messageTypeMask;
  return (
    type === EsmClass.smscDeliveryReceipt ||
    type === EsmClass.intermediateNotification ||
    message.tlvs.receipted_message_id !== undefined
  );
}

/** TLVs win over text. Undefined when there is no message id in either. */
export function parseReceipt(message: Pdu<'deliver_sm' | 'data_sm'>): DeliveryReceipt | undefined {
  const { receipted_message_id, message_state, network_error_code } = message.tlvs;
  const text = parseReceiptText(userDataOf(message).toString('latin1'));
  const messageId = receipted_message_id || text.id;
  if (!messageId) return undefined;
  const state =
    message_state === undefined
      ? (STATES[(text.stat ?? '').toUpperCase()] ?? 'UNKNOWN')
      : messageStateOf(message_state);
  return {
    messageId,
    messageIdCandidates: messageIdCandidates(messageId),
    state,
    final: isFinal(state),
    error: network_error_code?.toString('hex') ?? text.err,
    submittedAt: parseReceiptTime(text['submit date']),
    doneAt: parseReceiptTime(text['done date']),
    text: text.text,
  };
}

type Label = 'id' | 'sub' | 'dlvrd' | 'submit date' | 'done date' | 'stat' | 'err' | 'text';

/** Labels in any order and case, with `_` or a space in the dates, values without spaces. */
const LABELLED = /\b(id|sub|dlvrd|submit[ _]date|done[ _]date|stat|err):[ ]?([^\s:]*)(?=\s|$)/gi;
const TEXT = /\btext:[ ]?([\s\S]*)$/i;

function parseReceiptText(receipt: string): Partial<Record<Label, string>> {
  const found: Partial<Record<Label, string>> = {};
  const text = TEXT.exec(receipt);
  if (text?.[1] !== undefined) found.text = text[1];
  const labelled = text ? receipt.slice(0, text.index) : receipt;
  for (const [, label = '', value = ''] of labelled.matchAll(LABELLED)) {
    const name = label.toLowerCase().replace('_', ' ') as Label;
    found[name] ??= value;
  }
  return found;
}

/** YYMMDDhhmm, with seconds or a four-digit year as some SMSCs write it. */
function parseReceiptTime(value: string | undefined): number | undefined {
  const match = /^(20)?(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?$/.exec(value ?? '');
  if (!match) return undefined;
  const [year = 0, month = 1, ...rest] = match.slice(2).map((part) => Number(part ?? 0));
  const [day = 1, hours = 0, minutes = 0, seconds = 0] = rest;
  const time = Date.UTC(2000 + year, month - 1, day, hours, minutes, seconds);
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 ? time : undefined;
}
