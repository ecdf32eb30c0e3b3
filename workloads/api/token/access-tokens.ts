import { createHash } from 'node:crypto';
import { type Clock, TandemError } from '@tandem/core';
import { errors, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';

export interface AccessTokensOptions {
  /** HS256 key; both regions hold the same, so that a token is valid in either. */
  readonly key: Uint8Array;
  readonly clock: Clock;
  readonly lifetimeMs: number;
}

interface Verified {
  readonly customerId: string;
  /** Unix milliseconds. */
  readonly expiresAt: number;
}

const ISSUER = 'tandem';
const AUDIENCE = 'tandem-api';
const MAX_REMEMBERED = 10_000;
const MAX_TOKEN_LENGTH = 1_024;

/** Issues and verifies the bearer tokens of customers. A verified token costs one digest from then on. */
export class AccessTokens {
  readonly #options: AccessTokensOptions;
  /** By the token's digest, so that no token rests in memory. */
  readonly #verified = new LRUCache<string, Verified>({ max: MAX_REMEMBERED });

  constructor(options: AccessTokensOptions) {
    this.#options = options;
  }

  get lifetimeSeconds(): number {
    return Math.floor(this.#options.lifetimeMs / 1_000);
  }

  issue(customerId: string): Promise<string> {
    const issuedAt = Math.floor(this.#options.clock.now() / 1_000);
    return new SignJWT()
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(customerId)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + this.lifetimeSeconds)
      .sign(this.#options.key);
  }

  /** The customer that an Authorization header speaks for, at once when the token was seen before. */
  customerOf(authorization: string | undefined): string | Promise<string> {
    const token = bearerOf(authorization);
    const digest = createHash('sha256').update(token).digest('base64');
    const known = this.#verified.get(digest);
    if (!known) return this.#verify(token, digest);
    if (known.expiresAt > this.#options.clock.now()) return known.customerId;
    this.#verified.delete(digest);
    throw refuse('The access token has expired');
  }

  async #verify(token: string, digest: string): Promise<string> {
    const { clock, key } = this.#options;
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['HS256'],
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: 'at+jwt',
        currentDate: new Date(clock.now()),
        requiredClaims: ['sub', 'exp'],
      });
      const { sub = '', exp = 0 } = payload;
      this.#verified.set(digest, { customerId: sub, expiresAt: exp * 1_000 });
      return sub;
    } catch (error) {
      const expired = error instanceof errors.JWTExpired;
      throw refuse(`The access token ${expired ? 'has expired' : 'was not issued here'}`);
    }
  }
}

function bearerOf(authorization: string | undefined): string {
  if (authorization === undefined) throw refuse('The Authorization header is missing');
  const token = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization)?.[1];
  if (token === undefined || token.length > MAX_TOKEN_LENGTH) {
    throw refuse('The Authorization header holds no bearer token');
  }
  return token;
}

function refuse(reason: string): TandemError {
  return new TandemError('unauthenticated', { reason });
}
