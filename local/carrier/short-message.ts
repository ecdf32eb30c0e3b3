import {
  EsmClass,
  Npi,
  type Pdu,
  parseTime,
  type Reassembly,
  RegisteredDelivery,
  Status,
  Ton,
  userDataOf,
} from '@tandem/smpp';

/** 3GPP TS 23.040 section 9.2.3.9: (U)SIM data download. */
const SIM_DATA_DOWNLOAD = 0x7f;
/** 3GPP TS 23.038 section 4: 8-bit data, class 2 (SIM specific). */
const CLASS_2_8BIT = 0xf6;
const PLAIN_MODES: readonly number[] = [EsmClass.defaultMode, EsmClass.storeAndForwardMode];
/** registered_delivery, bits 1 and 0: the SMSC's receipt (SMPP 3.4 section 5.2.17). */
const RECEIPT_BITS = 0x03;
const MAX_OCTETS = 140;
const SUBSCRIBER_NUMBER = /^[1-9][0-9]{6,14}$/;
const DEFAULT_VALIDITY_MS = 60_000;

/** A message that the SMSC took, as long as it is on its way. */
export interface ShortMessage {
  readonly id: number;
  readonly systemId: string;
  /** E.164 with its plus. */
  readonly msisdn: string;
  readonly source: { readonly addr: string; readonly ton: number; readonly npi: number };
  /** Without its header, and whole: absent on all parts of a concatenated message but the last to come. */
  readonly userData: Buffer | undefined;
  readonly receipts: 'none' | 'always' | 'on-failure';
  readonly reference: number | undefined;
  readonly submittedAt: number;
  /** Unix milliseconds. */
  readonly validUntil: number;
}

/**
 * What the operator takes: class 2 SIM data download to an international number, nothing else. Returns the
 * message, or the command_status that refuses it.
 * @param now Unix milliseconds
 */
export function readSubmit(
  pdu: Pdu<'submit_sm'>,
  systemId: string,
  id: number,
  now: number,
  reassembly: Reassembly,
): ShortMessage | number {
  const { validity_period } = pdu;
  const validUntil =
    validity_period === '' ? now + DEFAULT_VALIDITY_MS : parseTime(validity_period, now);
  if (validUntil === undefined) return Status.ESME_RINVEXPIRY;
  const refusal = refusalOf(pdu);
  if (refusal !== undefined) return refusal;
  const whole = reassembly.add(pdu);
  return {
    id,
    systemId,
    msisdn: `+${pdu.destination_addr}`,
    source: { addr: pdu.source_addr, ton: pdu.source_addr_ton, npi: pdu.source_addr_npi },
    // A copy: the received octets are a view that the next message overwrites or keeps alive.
    userData: whole && Buffer.from(whole),
    receipts: receiptsOf(pdu.registered_delivery),
    reference: pdu.tlvs.user_message_reference,
    submittedAt: now,
    validUntil,
  };
}

function refusalOf(pdu: Pdu<'submit_sm'>): number | undefined {
  if (pdu.dest_addr_ton !== Ton.international) return Status.ESME_RINVDSTTON;
  if (pdu.dest_addr_npi !== Npi.isdn) return Status.ESME_RINVDSTNPI;
  if (!SUBSCRIBER_NUMBER.test(pdu.destination_addr)) return Status.ESME_RINVDSTADR;
  // An ordinary message is no service that this operator sells to this ESME.
  if (pdu.protocol_id !== SIM_DATA_DOWNLOAD || pdu.data_coding !== CLASS_2_8BIT) {
    return Status.ESME_RINVSERTYP;
  }
  if (!PLAIN_MODES.includes(pdu.esm_class & ~EsmClass.udhIndicator))
    return Status.ESME_RINVESMCLASS;
  const octets = userDataOf(pdu).length;
  return octets === 0 || octets > MAX_OCTETS ? Status.ESME_RINVMSGLEN : undefined;
}

function receiptsOf(registeredDelivery: number): ShortMessage['receipts'] {
  const wanted = registeredDelivery & RECEIPT_BITS;
  if (wanted === RegisteredDelivery.always) return 'always';
  return wanted === RegisteredDelivery.onFailure ? 'on-failure' : 'none';
}
