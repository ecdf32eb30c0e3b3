import { type Clock, TandemError } from '@tandem/core';
import { isStoreError, type Secrets } from '@tandem/stores';
import { EncryptJWT, errors, type JWTPayload, jwtDecrypt } from 'jose';
import { secretBytes } from '../../records/index.ts';

/** What a sealed text is for; one of another purpose does not open. */
export type Purpose = 'session' | 'csrf' | 'provider' | 'one-time';

export type Sealed = JWTPayload & { readonly jti: string; readonly exp: number };

export const SESSION_KEY = 'dashboard-session-key';
const KEY_BYTES = 32;
const MAX_LENGTH = 4_096;

/**
 * Encrypted and authenticated texts (RFC 7516, dir with A256GCM) that only the server can read, under one key
 * of both regions: what one region sealed the other opens, and neither keeps a list.
 */
export class Sealer {
  readonly #secrets: Secrets;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(secrets: Secrets, clock: Pick<Clock, 'now'>) {
    this.#secrets = secrets;
    this.#clock = clock;
  }

  /** Rejects with `unavailable` when the secrets do not answer. @param id of this text, for single use */
  async seal(purpose: Purpose, id: string, payload: JWTPayload, lifeMs: number): Promise<string> {
    const at = Math.floor(this.#clock.now() / 1_000);
    return new EncryptJWT(payload)
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setAudience(purpose)
      .setJti(id)
      .setIssuedAt(at)
      .setExpirationTime(at + Math.floor(lifeMs / 1_000))
      .encrypt(await this.#key());
  }

  /** `undefined` for what is not whole, of another purpose, under another key or too old. */
  async open(purpose: Purpose, text: string): Promise<Sealed | undefined> {
    if (text.length > MAX_LENGTH) return undefined;
    const key = await this.#key();
    try {
      const { payload } = await jwtDecrypt(text, key, {
        audience: purpose,
        currentDate: new Date(this.#clock.now()),
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
        requiredClaims: ['jti', 'exp'],
      });
      const { jti, exp } = payload;
      return jti !== undefined && exp !== undefined ? { ...payload, jti, exp } : undefined;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }

  async #key(): Promise<Uint8Array> {
    try {
      return await secretBytes(this.#secrets, SESSION_KEY, KEY_BYTES);
    } catch (error) {
      const missing = isStoreError(error, 'missing');
      const reason = missing ? `The secret ${SESSION_KEY} is missing` : 'The secrets do not answer';
      throw new TandemError('unavailable', { reason }, error);
    }
  }
}
