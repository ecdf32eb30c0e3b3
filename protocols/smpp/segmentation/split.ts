import { ESCAPE } from '../coding/gsm0338.ts';
import { alphabetOf } from '../coding/text.ts';
import type { PduFields } from '../pdu/pdu.ts';
import { EsmClass } from '../pdu/values.ts';
import { type Concatenation, concatenationHeader } from './udh.ts';

export interface SplitOptions {
  readonly scheme: Concatenation['scheme'];
  /** Distinguishes messages to one destination: 8 bits for udh8, 16 otherwise. */
  readonly reference: number;
  readonly dataCoding: number;
  readonly esmClass?: number;
}

export type Segment = Pick<
  PduFields<'submit_sm'>,
  'esm_class' | 'data_coding' | 'short_message' | 'tlvs'
>;

/** What one short message carries (3GPP TS 23.040): 140 octets, or 160 septets of the default alphabet. */
const OCTETS = 140;
const SEPTETS = 160;
const MAX_SEGMENTS = 255;

/**
 * The fields of as many submit_sm as the payload needs: one without any header when it fits. Escape
 * sequences and surrogate pairs stay whole. Throws RangeError over 255 parts.
 */
export function splitMessage(payload: Buffer, options: SplitOptions): Segment[] {
  const { dataCoding, scheme, esmClass = 0 } = options;
  const alphabet = alphabetOf(dataCoding);
  const whole = alphabet === 'gsm' ? SEPTETS : OCTETS;
  if (payload.length <= whole) {
    return [{ esm_class: esmClass, data_coding: dataCoding, short_message: payload }];
  }
  const reference = options.reference & (scheme === 'udh8' ? 0xff : 0xffff);
  const room = scheme === 'sar' ? whole : roomBesideHeader(whole, scheme, alphabet === 'gsm');
  const pieces = cut(payload, alphabet === 'ucs2' ? room & ~1 : room, alphabet);
  const total = pieces.length;
  if (total > MAX_SEGMENTS)
    throw new RangeError(`${total} parts; at most ${MAX_SEGMENTS} are allowed`);
  return pieces.map((piece, i) => {
    const part: Concatenation = { reference, total, sequence: i + 1, scheme };
    if (scheme === 'sar') return sarSegment(piece, part, dataCoding, esmClass);
    return {
      esm_class: esmClass | EsmClass.udhIndicator,
      data_coding: dataCoding,
      short_message: Buffer.concat([concatenationHeader(part), piece]),
    };
  });
}

function sarSegment(
  piece: Buffer,
  part: Concatenation,
  dataCoding: number,
  esmClass: number,
): Segment {
  return {
    esm_class: esmClass,
    data_coding: dataCoding,
    short_message: piece,
    tlvs: {
      sar_msg_ref_num: part.reference,
      sar_total_segments: part.total,
      sar_segment_seqnum: part.sequence,
    },
  };
}

function roomBesideHeader(whole: number, scheme: 'udh8' | 'udh16', septets: boolean): number {
  const header = scheme === 'udh8' ? 6 : 7;
  // On the air the header is padded to whole septets.
  return whole - (septets ? Math.ceil((header * 8) / 7) : header);
}

function cut(payload: Buffer, room: number, alphabet: string): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < payload.length; ) {
    let end = Math.min(payload.length, at + room);
    if (end < payload.length && splitsCharacter(payload, end, alphabet)) {
      end -= alphabet === 'ucs2' ? 2 : 1;
    }
    pieces.push(payload.subarray(at, end));
    at = end;
  }
  return pieces;
}

/** Whether the character before `end` goes on after it. */
function splitsCharacter(payload: Buffer, end: number, alphabet: string): boolean {
  if (alphabet === 'gsm') return payload[end - 1] === ESCAPE && payload[end - 2] !== ESCAPE;
  if (alphabet !== 'ucs2') return false;
  const unit = payload.readUInt16BE(end - 2);
  return unit >= 0xd800 && unit <= 0xdbff;
}
