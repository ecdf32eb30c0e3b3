import { randomUUID } from 'node:crypto';
import { type Clock, TandemError } from '@tandem/core';
import type { Documents } from '@tandem/stores';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Csrf, ROLES, type Role, type User } from '../schemas.ts';
import { readCookie, writeCookie } from './cookies.ts';
import { useOnce } from './once.ts';
import type { Principal } from './principal.ts';
import type { Sealed, Sealer } from './sealer.ts';

const SESSION_MS = 8 * 3_600_000;
const CSRF_MS = 600_000;
const COOKIE = 'tandem-session';

export interface SessionsOptions {
  readonly sealer: Sealer;
  readonly documents: Documents;
  readonly clock: Clock;
}

/** Sessions that live in their cookies alone, and the tokens for their actions. */
export class Sessions {
  readonly #options: SessionsOptions;

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  async begin(request: FastifyRequest, reply: FastifyReply, user: User): Promise<Principal> {
    const { sealer, clock } = this.#options;
    const id = randomUUID();
    const { subject: sub, name, role, customers } = user;
    const claims = { sub, name, role, ...(customers && { customers: [...customers] }) };
    const text = await sealer.seal('session', id, claims, SESSION_MS);
    writeCookie(request, reply, COOKIE, text, { maxAgeMs: SESSION_MS, sameSite: 'Strict' });
    return { ...user, session: { id, expiresAt: clock.now() + SESSION_MS } };
  }

  end(request: FastifyRequest, reply: FastifyReply): void {
    writeCookie(request, reply, COOKIE, '', { maxAgeMs: 0, sameSite: 'Strict' });
  }

  /** Nobody for no cookie and for one that does not open, whatever is wrong with it. */
  async of(request: FastifyRequest): Promise<Principal | undefined> {
    const text = readCookie(request, COOKIE);
    const opened = text && (await this.#options.sealer.open('session', text));
    return opened ? principalIn(opened) : undefined;
  }

  async csrfFor({ session }: Principal): Promise<Csrf> {
    const { sealer, clock } = this.#options;
    const claims = { sid: session?.id ?? '' };
    const token = await sealer.seal('csrf', randomUUID(), claims, CSRF_MS);
    return { token, expiresAt: clock.now() + CSRF_MS };
  }

  /** Throws csrf-refused; a token that passes serves no second time. */
  async redeemCsrf(principal: Principal, token: string | undefined): Promise<void> {
    const { sealer, documents, clock } = this.#options;
    if (token === undefined) throw refused('The action came without its X-CSRF-Token');
    const opened = await sealer.open('csrf', token);
    if (!opened) throw refused('The X-CSRF-Token is not one of ours, or too old');
    if (opened.sid !== principal.session?.id) {
      throw refused('The X-CSRF-Token belongs to another session');
    }
    if (!(await useOnce(documents, clock, opened.jti, opened.exp * 1_000))) {
      throw refused('The X-CSRF-Token was used already');
    }
  }
}

function principalIn({ jti, exp, sub, name, role, customers }: Sealed): Principal | undefined {
  if (typeof sub !== 'string' || typeof name !== 'string' || !isRole(role)) return undefined;
  const bound = Array.isArray(customers) ? customers.map(String) : undefined;
  return {
    subject: sub,
    name,
    role,
    ...(bound && { customers: bound }),
    session: { id: jti, expiresAt: exp * 1_000 },
  };
}

export function isRole(value: unknown): value is Role {
  return ROLES.some((role) => role === value);
}

function refused(reason: string): TandemError {
  return new TandemError('csrf-refused', { reason });
}
