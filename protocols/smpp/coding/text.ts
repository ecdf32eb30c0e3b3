import { DataCoding } from '../pdu/values.ts';
import { decodeGsm, encodeGsm } from './gsm0338.ts';

export type Alphabet = 'gsm' | 'latin1' | 'ucs2' | 'binary';

export interface EncodedText {
  readonly data_coding: number;
  readonly octets: Buffer;
}

/** The shortest coding that carries every character: GSM default alphabet, then Latin 1, then UCS-2. */
export function encodeText(text: string): EncodedText {
  const gsm = encodeGsm(text);
  if (gsm) return { data_coding: DataCoding.smscDefault, octets: gsm };
  if (isLatin1(text)) {
    return { data_coding: DataCoding.latin1, octets: Buffer.from(text, 'latin1') };
  }
  return { data_coding: DataCoding.ucs2, octets: encodeUcs2(text) };
}

export function encodeUcs2(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

/** Which alphabet a data_coding stands for: section 5.2.19, and 3GPP TS 23.038 for 0xC0 and above. */
export function alphabetOf(dataCoding: number): Alphabet {
  if (dataCoding >= 0xf0) return (dataCoding & 0x04) === 0 ? 'gsm' : 'binary';
  if (dataCoding >= 0xe0) return 'ucs2';
  if (dataCoding >= 0xc0) return 'gsm';
  if (dataCoding === DataCoding.smscDefault || dataCoding === DataCoding.ia5) return 'gsm';
  if (dataCoding === DataCoding.latin1) return 'latin1';
  if (dataCoding === DataCoding.ucs2) return 'ucs2';
  return 'binary';
}

/** Undefined when the coding is not text that this side can read. */
export function decodeText(dataCoding: number, octets: Buffer): string | undefined {
  switch (alphabetOf(dataCoding)) {
    case 'gsm':
      // IA5 and the GSM alphabet agree on letters and digits; the former is plain 7-bit ASCII.
      return dataCoding === DataCoding.ia5 ? octets.toString('latin1') : decodeGsm(octets);
    case 'latin1':
      return octets.toString('latin1');
    case 'ucs2':
      return Buffer.from(octets.subarray(0, octets.length & ~1))
        .swap16()
        .toString('utf16le');
    case 'binary':
      return undefined;
  }
}

function isLatin1(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0xff) return false;
  return true;
}
