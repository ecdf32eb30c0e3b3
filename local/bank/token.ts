import type { Clock } from '@tandem/core';
import type { Pool } from 'undici';
import type { BankCredentials } from './credentials.ts';

/** The server gave no token. `status` is its answer, 502 for a 200 that holds no token. */
export class TokenError extends Error {
  override readonly name = 'TokenError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** A token is renewed when this part of its lifetime is left, before anybody is refused for it. */
const RENEW_BEFORE = 0.1;
const MAX_RENEW_BEFORE_MS = 30_000;

/** The access token (RFC 6749 section 4.4), asked for once however many requests wait for it. */
export class TokenCache {
  readonly #pool: Pool;
  readonly #clock: Clock;
  readonly #authorization: string;
  #token = '';
  #renewAt = Number.NEGATIVE_INFINITY;
  #asking: Promise<string> | undefined;

  constructor(pool: Pool, credentials: BankCredentials, clock: Clock) {
    this.#pool = pool;
    this.#clock = clock;
    // RFC 6749 section 2.3.1: both parts are form-encoded before they are joined.
    const pair = [credentials.clientId, credentials.clientSecret].map(formEncode).join(':');
    this.#authorization = `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
  }

  /** The token when one is at hand, so that the hot path awaits nothing. */
  get current(): string | undefined {
    return this.#clock.monotonic() < this.#renewAt ? this.#token : undefined;
  }

  /** Rejects with TokenError, or with the error of the connection. */
  get(): Promise<string> {
    const token = this.current;
    if (token !== undefined) return Promise.resolve(token);
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  /** The server refused this token: the next request asks for another. */
  drop(token: string): void {
    if (token === this.#token) this.#renewAt = Number.NEGATIVE_INFINITY;
  }

  async #ask(): Promise<string> {
    const askedAt = this.#clock.monotonic();
    const { statusCode, body } = await this.#pool.request({
      method: 'POST',
      path: '/oauth2/token',
      headers: {
        authorization: this.#authorization,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
    });
    const text = await body.text();
    if (statusCode !== 200) {
      throw new TokenError(statusCode, `POST /oauth2/token answered ${statusCode}`);
    }
    const { token, lifetimeMs } = readToken(text);
    this.#token = token;
    this.#renewAt = askedAt + lifetimeMs - Math.min(RENEW_BEFORE * lifetimeMs, MAX_RENEW_BEFORE_MS);
    return token;
  }
}

function readToken(text: string): { readonly token: string; readonly lifetimeMs: number } {
  try {
    const body: unknown = JSON.parse(text);
    if (
      typeof body === 'object' &&
      body !== null &&
      'access_token' in body &&
      typeof body.access_token === 'string' &&
      'expires_in' in body &&
      typeof body.expires_in === 'number'
    ) {
      return { token: body.access_token, lifetimeMs: body.expires_in * 1_000 };
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new TokenError(502, 'the token response is not JSON with access_token and expires_in');
}

function formEncode(text: string): string {
  return new URLSearchParams({ _: text }).toString().slice(2);
}
