import { buildReceipt, type PduFields } from '@tandem/smpp';
import { formatMessageId, type IdForm } from './message-ids.ts';
import type { ShortMessage } from './short-message.ts';

/** What becomes of a message, and the error of the mobile network behind it (3GPP TS 29.002). */
export const FINAL_STATES = {
  delivered: { state: 'DELIVERED', error: 0 },
  absentSubscriber: { state: 'UNDELIVERABLE', error: 27 },
  unknownSubscriber: { state: 'UNDELIVERABLE', error: 1 },
} as const;
export type FinalState = keyof typeof FINAL_STATES;

export interface ReceiptForm {
  /** How message ids are written. */
  readonly ids: IdForm;
  /** Whether TLVs come with the text: receipted_message_id, message_state and more. */
  readonly tlvs: boolean;
}

/** network_error_code: 3 for GSM, then two octets of error (SMPP 3.4 section 5.3.2.31). */
const GSM = 3;

/** The deliver_sm that reports a final state. @param now Unix milliseconds */
export function receiptOf(
  message: ShortMessage,
  final: FinalState,
  form: ReceiptForm,
  now: number,
): PduFields<'deliver_sm'> {
  const { state, error } = FINAL_STATES[final];
  const { tlvs, ...receipt } = buildReceipt({
    messageId: formatMessageId(message.id, form.ids),
    state,
    submittedAt: message.submittedAt,
    doneAt: now,
    error: String(error).padStart(3, '0'),
  });
  const { source, reference } = message;
  return {
    source_addr_ton: 1,
    source_addr_npi: 1,
    source_addr: message.msisdn.slice(1),
    dest_addr_ton: source.ton,
    dest_addr_npi: source.npi,
    destination_addr: source.addr,
    ...receipt,
    ...(form.tlvs
      ? {
          tlvs: {
            ...tlvs,
            network_error_code: Buffer.from([GSM, error >> 8, error & 0xff]),
            ...(reference === undefined ? {} : { user_message_reference: reference }),
          },
        }
      : {}),
  };
}
