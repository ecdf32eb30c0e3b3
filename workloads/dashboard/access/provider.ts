import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '@tandem/core';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { User } from '../schemas.ts';
import { failed, fetchJson, unavailable } from './ask-provider.ts';
import { isRole } from './sessions.ts';

export interface ProviderOptions {
  /** Issuer identifier, an https URL (OpenID Connect Discovery 1.0 section 4). */
  readonly issuer: string;
  readonly clientId: string;
  /** Absent for a public client: PKCE alone binds the code to this server. */
  readonly clientSecret: () => Promise<string | undefined>;
  /** Claims of the ID token: the role, and the customers it is bound to. */
  readonly roleClaim: string;
  readonly customersClaim: string;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
}

/** What one sign-in must remember until the provider sends the person back. */
export interface SignInState {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

const Discovery = Type.Object({
  issuer: Type.String(),
  authorization_endpoint: Type.String(),
  token_endpoint: Type.String(),
  jwks_uri: Type.String(),
});
const Keys = Type.Object({ keys: Type.Array(Type.Object({ kty: Type.String() })) });
const TokenAnswer = Type.Object({ id_token: Type.String() });

/** How long keys and endpoints of the provider are believed without asking. */
const FRESH_MS = 300_000;
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];

interface Known {
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly keys: ReturnType<typeof createLocalJWKSet>;
}

/** Signs people in at an OpenID provider: authorization code with PKCE (RFC 7636), state and nonce. */
export class Provider {
  readonly #options: ProviderOptions;
  #known: Promise<Known> | undefined;
  #until = 0;

  constructor(options: ProviderOptions) {
    this.#options = options;
  }

  /** For the button: the host of the issuer. */
  get name(): string {
    return new URL(this.#options.issuer).host;
  }

  /** Where to send the person, and what to remember. Rejects with `unavailable`. */
  async begin(redirectUri: string): Promise<{ readonly url: string; readonly state: SignInState }> {
    const { authorizationEndpoint } = await this.#discover();
    const state = { state: random(), nonce: random(), verifier: random() };
    const url = new URL(authorizationEndpoint);
    for (const [key, value] of Object.entries({
      response_type: 'code',
      client_id: this.#options.clientId,
      redirect_uri: redirectUri,
      scope: 'openid profile',
      state: state.state,
      nonce: state.nonce,
      code_challenge: createHash('sha256').update(state.verifier).digest('base64url'),
      code_challenge_method: 'S256',
    })) {
      url.searchParams.set(key, value);
    }
    return { url: url.href, state };
  }

  /** The person whom the provider sent back. Rejects with sign-in-failed or `unavailable`. */
  async finish(
    kept: SignInState,
    given: { readonly state: string; readonly code: string },
    redirectUri: string,
  ): Promise<User> {
    if (!isSame(kept.state, given.state)) throw failed('It was begun in another browser');
    const { tokenEndpoint, keys } = await this.#discover();
    const idToken = await this.#exchange(tokenEndpoint, given.code, kept.verifier, redirectUri);
    const claims = await this.#verify(idToken, keys);
    if (claims.nonce !== kept.nonce) throw failed('The answer belongs to another sign-in');
    return this.#userOf(claims);
  }

  async #exchange(
    endpoint: string,
    code: string,
    verifier: string,
    redirectUri: string,
  ): Promise<string> {
    const { clientId } = this.#options;
    const secret = await this.#options.clientSecret();
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
      client_id: clientId,
    });
    const basic = Buffer.from(
      `${encodeURIComponent(clientId)}:${encodeURIComponent(secret ?? '')}`,
    ).toString('base64');
    const { status, value } = await fetchJson(endpoint, {
      method: 'POST',
      body: body.toString(),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...(secret === undefined ? {} : { authorization: `Basic ${basic}` }),
      },
    });
    if (status >= 500) throw unavailable(`HTTP ${status}`);
    if (status !== 200 || !Value.Check(TokenAnswer, value)) {
      throw failed('The provider did not accept its own code');
    }
    return value.id_token;
  }

  async #verify(idToken: string, keys: Known['keys']): Promise<JWTPayload> {
    const { issuer, clientId, clock } = this.#options;
    try {
      const { payload } = await jwtVerify(idToken, keys, {
        issuer,
        audience: clientId,
        algorithms: ALGORITHMS,
        currentDate: new Date(clock.now()),
        clockTolerance: 30,
        requiredClaims: ['sub', 'exp', 'iat'],
      });
      return payload;
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
      throw failed('The ID token of the provider is not valid');
    }
  }

  #userOf(claims: JWTPayload): User {
    const { roleClaim, customersClaim } = this.#options;
    const role = claims[roleClaim];
    if (!isRole(role)) throw failed(`Your account has no role here (claim ${roleClaim})`);
    const customers = claims[customersClaim];
    const name = typeof claims.name === 'string' ? claims.name : String(claims.sub);
    const bound = Array.isArray(customers) ? { customers: customers.map(String) } : {};
    return { subject: String(claims.sub), name: name.slice(0, 100), role, ...bound };
  }

  #discover(): Promise<Known> {
    const now = this.#options.clock.monotonic();
    if (this.#known && now < this.#until) return this.#known;
    this.#until = now + FRESH_MS;
    const asked = this.#ask();
    this.#known = asked;
    asked.catch(() => {
      if (this.#known === asked) this.#known = undefined;
    });
    return asked;
  }

  async #ask(): Promise<Known> {
    const { issuer } = this.#options;
    const found = await fetchJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
    if (!Value.Check(Discovery, found.value)) throw unavailable('it does not describe itself');
    // OpenID Connect Discovery section 4.3: it must be exactly the one that was asked.
    if (found.value.issuer !== issuer) throw unavailable('it calls itself otherwise');
    const { authorization_endpoint, token_endpoint, jwks_uri } = found.value;
    const keys = await fetchJson(jwks_uri);
    if (!Value.Check(Keys, keys.value)) throw unavailable('it has no keys');
    return {
      authorizationEndpoint: authorization_endpoint,
      tokenEndpoint: token_endpoint,
      keys: createLocalJWKSet(keys.value as JSONWebKeySet),
    };
  }
}

function random(): string {
  return randomBytes(32).toString('base64url');
}

function isSame(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
