import { createHash } from 'node:crypto';

/**
 * user_message_reference (SMPP 3.4 section 5.3.2.17, 16 bits) of one attempt to wake a SIM: the first two
 * octets, high octet first, of SHA-256(transactionId ":" attempt). Whoever records submits can so tell
 * which attempt each belongs to, and that none was sent twice.
 */
export function wakeUpReference(transactionId: string, attempt: number): number {
  return createHash('sha256').update(`${transactionId}:${attempt}`).digest().readUInt16BE();
}
