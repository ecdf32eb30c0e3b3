import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

/** A subscriber number in E.164 form: `+`, a country code that does not start with 0, 7 to 15 digits. */
export type Msisdn = string & { readonly __brand: 'Msisdn' };

/** ITU-T E.164 section 6: at most 15 digits; shorter than 7 is no subscriber number anywhere. */
export const MSISDN_PATTERN = '^\\+[1-9][0-9]{6,14}$';
const E164 = new RegExp(MSISDN_PATTERN);

export function parseMsisdn(text: string): Msisdn | undefined {
  return E164.test(text) ? (text as Msisdn) : undefined;
}

/** The only form of a number that may be logged or shown: country prefix and the last two digits. */
export function maskMsisdn(msisdn: Msisdn): string {
  return `${msisdn.slice(0, 2)}${'*'.repeat(msisdn.length - 4)}${msisdn.slice(-2)}`;
}

/** What rests in the stores in place of the number: lower-case hex HMAC-SHA256(key, number with `+`). */
export function hashMsisdn(key: Buffer, msisdn: Msisdn): string {
  return createHmac('sha256', key).update(msisdn).digest('hex');
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals the number until the outcome, so that either region can wake the SIM again: base64 of
 * nonce, AES-256-GCM ciphertext and tag, bound to the transaction by the associated data.
 */
export function sealMsisdn(key: Buffer, msisdn: Msisdn, transactionId: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(transactionId));
  const sealed = Buffer.concat([cipher.update(msisdn), cipher.final()]);
  return Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64');
}

/** Throws when the text was not sealed under this key for this transaction. */
export function openMsisdn(key: Buffer, sealed: string, transactionId: string): Msisdn {
  const bytes = Buffer.from(sealed, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES));
  decipher.setAAD(Buffer.from(transactionId));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  const opened = Buffer.concat([
    decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)),
    decipher.final(),
  ]);
  const msisdn = parseMsisdn(opened.toString());
  if (!msisdn) throw new Error(`sealed subscriber of ${transactionId} is not an E.164 number`);
  return msisdn;
}
