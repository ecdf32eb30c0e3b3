import type { PduInput } from '../pdu/pdu.ts';
import { GOLDEN_MESSAGES } from './golden-messages.ts';
import { GOLDEN_OPERATIONS } from './golden-operations.ts';

/**
 * Every PDU of SMPP 3.4 by hand from the layouts of section 4, plus the specification's own example and
 * one widely published capture. Each line of `hex` is a group of fields in wire order.
 */
export interface GoldenPdu {
  readonly about: string;
  readonly hex: readonly string[];
  readonly pdu: PduInput;
}

export const GOLDEN_PDUS: readonly GoldenPdu[] = [...GOLDEN_OPERATIONS, ...GOLDEN_MESSAGES];

export function bytesOf(hex: readonly string[]): Buffer {
  return Buffer.from(hex.join('').replaceAll(' ', ''), 'hex');
}
