import { randomUUID } from 'node:crypto';
import { TandemError } from '@tandem/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { isLoopback, readCookie, writeCookie } from './cookies.ts';
import type { Provider } from './provider.ts';
import type { Sealed, Sealer } from './sealer.ts';
import type { Sessions } from './sessions.ts';

export interface ProviderRoutesOptions {
  readonly provider: Provider;
  readonly sealer: Sealer;
  readonly sessions: Sessions;
}

const BeginQuery = Type.Object(
  { to: Type.Optional(Type.String({ pattern: '^/dashboard/[A-Za-z0-9/_-]{0,200}$' })) },
  { additionalProperties: false },
);
/** RFC 6749 section 4.1.2; providers add what they like. */
const ReturnQuery = Type.Object({
  state: Type.Optional(Type.String({ maxLength: 200 })),
  code: Type.Optional(Type.String({ maxLength: 4_096 })),
  error: Type.Optional(Type.String({ maxLength: 200 })),
});

const COOKIE = 'tandem-sign-in';
const LIFE_MS = 600_000;
const HOME = '/dashboard/';
const RETURN = '/dashboard/api/sign-in/return';

/** To the provider and back. What must be remembered meanwhile is sealed in a cookie of its own. */
export function providerRoutes(server: FastifyInstance, options: ProviderRoutesOptions): void {
  const { provider, sealer, sessions } = options;
  const config = { role: 'anyone' } as const;

  server.get<{ Querystring: Static<typeof BeginQuery> }>(
    '/sign-in',
    { config, schema: { hide: true, querystring: BeginQuery } },
    async (request, reply) => {
      const { url, state } = await provider.begin(returnUri(request));
      const claims = { ...state, to: request.query.to ?? HOME };
      const text = await sealer.seal('provider', randomUUID(), claims, LIFE_MS);
      writeCookie(request, reply, COOKIE, text, { maxAgeMs: LIFE_MS, sameSite: 'Lax' });
      return reply.redirect(url, 302);
    },
  );
  server.get<{ Querystring: Static<typeof ReturnQuery> }>(
    '/sign-in/return',
    { config, schema: { hide: true, querystring: ReturnQuery } },
    async (request, reply) => {
      const { state = '', code = '' } = request.query;
      const text = readCookie(request, COOKIE);
      const kept = text && (await sealer.open('provider', text));
      writeCookie(request, reply, COOKIE, '', { maxAgeMs: 0, sameSite: 'Lax' });
      try {
        if (!kept) throw new TandemError('sign-in-failed', { reason: 'It took too long' });
        const given = { state, code };
        const user = await provider.finish(stateIn(kept), given, returnUri(request));
        await sessions.begin(request, reply, user);
        return reply.redirect(String(kept.to), 302);
      } catch (error) {
        if (!(error instanceof TandemError)) throw error;
        request.log.info({ code: error.code }, 'a sign-in at the provider failed');
        return reply.redirect(`${HOME}?sign-in=failed`, 302);
      }
    },
  );
}

function stateIn({ state, nonce, verifier }: Sealed) {
  return { state: String(state), nonce: String(nonce), verifier: String(verifier) };
}

/** The provider has it on a list, so a forged Host leads nowhere. */
function returnUri(request: FastifyRequest): string {
  const scheme = isLoopback(request) ? 'http' : 'https';
  return `${scheme}://${request.headers.host ?? ''}${RETURN}`;
}
