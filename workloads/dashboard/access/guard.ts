import { TandemError } from '@tandem/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Role } from '../schemas.ts';
import type { Pace } from './pace.ts';
import { isAtLeast, type Principal, principalOf } from './principal.ts';
import type { Sessions } from './sessions.ts';
import { bearerOf, type Tokens } from './tokens.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call a route of the dashboard; without it only an operator may. */
    role?: Role | 'anyone';
    /** It changes something: with a cookie it needs a token against forged requests. */
    action?: boolean;
  }
}

export interface GuardOptions {
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly pace: Pace;
}

/** Puts the guard before every route of this scope. */
export function guard(server: FastifyInstance, options: GuardOptions): void {
  const { sessions, pace } = options;
  server.decorateRequest('principal');
  server.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const { role = 'operator', action = false } = request.routeOptions.config;
    if (request.method === 'POST') requireOwnPage(request);
    if (role === 'anyone') return;
    const principal = await identify(request, reply, options);
    if (!isAtLeast(principal.role, role)) {
      const reason = `This needs the role ${role}, and yours is ${principal.role}`;
      throw new TandemError('dashboard-forbidden', { reason });
    }
    request.principal = principal;
    pace.take(principal.session?.id ?? principal.subject, action ? 'action' : 'read');
  });
  // After validation: what is refused for its form shall not use up a token.
  server.addHook('preHandler', async (request) => {
    if (request.routeOptions.config.action !== true) return;
    const principal = principalOf(request);
    if (!principal.session) return;
    const token = request.headers['x-csrf-token'];
    await sessions.redeemCsrf(principal, typeof token === 'string' ? token : undefined);
  });
}

async function identify(
  request: FastifyRequest,
  reply: FastifyReply,
  { tokens, sessions }: GuardOptions,
): Promise<Principal> {
  const address = addressOf(request);
  const { authorization } = request.headers;
  if (authorization === undefined) {
    const principal = await sessions.of(request);
    if (principal) return principal;
    throw unauthenticated(reply, 'There is no session, or it has ended');
  }
  admit(tokens, request, reply);
  const token = bearerOf(authorization);
  if (token === undefined) throw unauthenticated(reply, 'There is no bearer token');
  const holder = await tokens.holderOf(token);
  if (holder) return holder;
  tokens.blame(address);
  throw unauthenticated(reply, 'The token is wrong');
}

/** Throws too-many-sign-ins, and says when to come again. */
export function admit(tokens: Tokens, request: FastifyRequest, reply: FastifyReply): void {
  const address = addressOf(request);
  try {
    tokens.admit(address);
  } catch (error) {
    reply.header('retry-after', String(tokens.waitOf(address)));
    throw error;
  }
}

/** The edge alone says who its client is; it drops the header when a client sends it. */
export function addressOf(request: FastifyRequest): string {
  const behindEdge = request.headers['cf-connecting-ip'];
  return typeof behindEdge === 'string' ? behindEdge : request.ip;
}

/**
 * Browsers say which page a POST comes from. One that brings a cookie and does not say so is refused as well:
 * every browser that keeps a SameSite cookie sends Origin with each POST.
 */
function requireOwnPage({ headers }: FastifyRequest): void {
  const { origin, host, cookie } = headers;
  if (origin === undefined && (cookie === undefined || headers.authorization !== undefined)) return;
  const isOwn = origin !== undefined && URL.canParse(origin) && new URL(origin).host === host;
  if (isOwn) return;
  throw new TandemError('csrf-refused', { reason: 'The request does not come from this page' });
}

function unauthenticated(reply: FastifyReply, reason: string): TandemError {
  reply.header('www-authenticate', 'Bearer realm="tandem-dashboard"');
  return new TandemError('dashboard-unauthenticated', { reason, token: 'dashboard-token' });
}
