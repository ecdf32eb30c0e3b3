import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far X-Timestamp may be from the verifier's clock, in seconds, either way. */
export const SIGNATURE_TOLERANCE_SECONDS = 300;

/** What X-Signature covers: `timestamp "." METHOD "." path-with-query "." body`. */
export interface SignedRequest {
  /** The shared secret; its UTF-8 bytes are the HMAC key. */
  readonly secret: string;
  /** Unix seconds, exactly as sent in X-Timestamp. */
  readonly timestamp: number | string;
  readonly method: string;
  /** Path with query, as on the request line: `/v1/approvals?limit=1`. */
  readonly path: string;
  /** The bytes of the body as sent; absent and empty sign alike. */
  readonly body?: string | Uint8Array | undefined;
}

export interface ReceivedSignature extends Omit<SignedRequest, 'timestamp'> {
  /** X-Timestamp as received. */
  readonly timestamp: string | undefined;
  /** X-Signature as received. */
  readonly signature: string | undefined;
  /** The verifier's clock, Unix seconds. */
  readonly now: number;
  readonly toleranceSeconds?: number;
}

export type SignatureFailure =
  | 'timestamp-missing'
  | 'timestamp-malformed'
  | 'timestamp-expired'
  | 'timestamp-in-future'
  | 'signature-missing'
  | 'signature-malformed'
  | 'signature-mismatch';

export type SignatureCheck =
  | { readonly valid: true }
  | { readonly valid: false; readonly reason: SignatureFailure };

const TIMESTAMP = /^[0-9]{1,12}$/;
const SIGNATURE = /^v1=[0-9a-f]{64}$/;

/** The value of X-Signature: `v1=` and 64 lower-case hex digits. */
export function signRequest(request: SignedRequest): string {
  return `v1=${digest(request).toString('hex')}`;
}

/** Checks X-Timestamp and X-Signature; the comparison takes the same time wherever they differ. */
export function verifySignature(received: ReceivedSignature): SignatureCheck {
  const { timestamp, signature, now } = received;
  const tolerance = received.toleranceSeconds ?? SIGNATURE_TOLERANCE_SECONDS;
  if (timestamp === undefined || timestamp === '') return refuse('timestamp-missing');
  if (!TIMESTAMP.test(timestamp)) return refuse('timestamp-malformed');
  if (signature === undefined || signature === '') return refuse('signature-missing');
  if (!SIGNATURE.test(signature)) return refuse('signature-malformed');
  const age = now - Number(timestamp);
  if (age > tolerance) return refuse('timestamp-expired');
  if (age < -tolerance) return refuse('timestamp-in-future');
  const given = Buffer.from(signature.slice(3), 'hex');
  return timingSafeEqual(given, digest({ ...received, timestamp }))
    ? { valid: true }
    : refuse('signature-mismatch');
}

/**
 * simIdentifier and deviceIdentifier: a SIM or device as one customer knows it, lower-case hex
 * HMAC-SHA256(secret, customerId ":" uid). Two customers cannot match their records by it.
 */
export function subjectIdentifier(secret: string, customerId: string, uid: string): string {
  return createHmac('sha256', secret).update(`${customerId}:${uid}`, 'utf8').digest('hex');
}

function digest(request: SignedRequest): Buffer {
  const { secret, timestamp, method, path, body } = request;
  const hmac = createHmac('sha256', secret);
  hmac.update(`${timestamp}.${method.toUpperCase()}.${path}.`, 'utf8');
  if (body !== undefined) hmac.update(body);
  return hmac.digest();
}

function refuse(reason: SignatureFailure): SignatureCheck {
  return { valid: false, reason };
}
