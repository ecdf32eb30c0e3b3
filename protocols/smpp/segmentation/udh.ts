import type { Pdu } from '../pdu/pdu.ts';
import { EsmClass } from '../pdu/values.ts';

/** Where a part belongs: part `sequence` (from 1) of `total`, of the message `reference`. */
export interface Concatenation {
  readonly reference: number;
  readonly total: number;
  readonly sequence: number;
  /** 8 or 16 bits in a user data header, or the sar_* TLVs. */
  readonly scheme: 'udh8' | 'udh16' | 'sar';
}

/** One information element of a user data header: 3GPP TS 23.040, section 9.2.3.24. */
export interface InformationElement {
  readonly id: number;
  readonly data: Buffer;
}

const CONCATENATED_8 = 0x00;
const CONCATENATED_16 = 0x08;

export function concatenationHeader(part: Concatenation): Buffer {
  if (part.scheme === 'udh8') {
    return Buffer.from([5, CONCATENATED_8, 3, part.reference, part.total, part.sequence]);
  }
  const { reference, total, sequence } = part;
  return Buffer.from([6, CONCATENATED_16, 4, reference >> 8, reference, total, sequence]);
}

export interface UserData {
  readonly header: readonly InformationElement[];
  readonly payload: Buffer;
}

/** Splits header and payload; a header that does not fit its own lengths is taken for payload. */
export function splitUserData(userData: Buffer): UserData {
  const end = 1 + (userData[0] ?? 0);
  const none = { header: [], payload: userData };
  if (userData.length < end) return none;
  const header: InformationElement[] = [];
  let at = 1;
  while (at < end) {
    const length = userData[at + 1];
    if (length === undefined || at + 2 + length > end) return none;
    header.push({ id: userData[at] ?? 0, data: userData.subarray(at + 2, at + 2 + length) });
    at += 2 + length;
  }
  return { header, payload: userData.subarray(end) };
}

type Message = Pdu<'submit_sm' | 'deliver_sm' | 'data_sm'>;

/** short_message, or message_payload when that carries the text (section 5.3.2.32). */
export function userDataOf(message: Message): Buffer {
  const short = 'short_message' in message ? message.short_message : undefined;
  return short && short.length > 0 ? short : (message.tlvs.message_payload ?? Buffer.alloc(0));
}

export interface Part {
  readonly concatenation: Concatenation | undefined;
  readonly payload: Buffer;
}

/** The payload of a message without its header, and where it belongs when it is a part. */
export function partOf(message: Message): Part {
  const userData = userDataOf(message);
  const { sar_msg_ref_num, sar_total_segments, sar_segment_seqnum } = message.tlvs;
  if ((message.esm_class & EsmClass.udhIndicator) !== 0) {
    const { header, payload } = splitUserData(userData);
    return { concatenation: concatenationOf(header), payload };
  }
  const isSegment =
    sar_msg_ref_num !== undefined &&
    sar_total_segments !== undefined &&
    sar_segment_seqnum !== undefined;
  if (!isSegment) return { concatenation: undefined, payload: userData };
  const sar = {
    reference: sar_msg_ref_num,
    total: sar_total_segments,
    sequence: sar_segment_seqnum,
    scheme: 'sar',
  } as const;
  return { concatenation: valid(sar), payload: userData };
}

function concatenationOf(header: readonly InformationElement[]): Concatenation | undefined {
  for (const { id, data } of header) {
    const [a = 0, b = 0, c = 0, d = 0] = data;
    if (id === CONCATENATED_8 && data.length === 3) {
      return valid({ reference: a, total: b, sequence: c, scheme: 'udh8' });
    }
    if (id === CONCATENATED_16 && data.length === 4) {
      return valid({ reference: (a << 8) | b, total: c, sequence: d, scheme: 'udh16' });
    }
  }
  return undefined;
}

/** TS 23.040: with a zero, or a part beyond the total, the element is ignored. */
function valid(part: Concatenation): Concatenation | undefined {
  return part.total > 0 && part.sequence > 0 && part.sequence <= part.total ? part : undefined;
}
