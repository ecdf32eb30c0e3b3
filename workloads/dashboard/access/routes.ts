import { TandemError } from '@tandem/core';
import type { WorkloadContext } from '@tandem/runtime';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Actions } from '../audit/actions.ts';
import {
  CsrfSchema,
  type Invite,
  InvitedSchema,
  InviteSchema,
  type Session,
  SessionSchema,
  type SignIn,
  SignInSchema,
} from '../schemas.ts';
import { addressOf, admit } from './guard.ts';
import { inviteTo, redeemSignIn } from './one-time.ts';
import { type Principal, principalOf, requireAllCustomers } from './principal.ts';
import type { Provider } from './provider.ts';
import type { Sealer } from './sealer.ts';
import type { Sessions } from './sessions.ts';
import type { Tokens } from './tokens.ts';

export interface SessionRoutesOptions {
  readonly context: WorkloadContext;
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly sealer: Sealer;
  readonly provider: Provider | undefined;
  readonly actions: Actions;
  /** Whether the routes of a local system are there. */
  readonly local: boolean;
}

const SIGN_IN = '/dashboard/api/sign-in';
const open = { role: 'anyone' } as const;

/** Who is signed in, signing in with a token, signing out, and tokens for actions. */
export function sessionRoutes(server: FastifyInstance, options: SessionRoutesOptions): void {
  const { context, tokens, sessions, sealer, actions } = options;
  const { documents, clock, logger } = context;
  const hidden = { hide: true, response: { 200: SessionSchema } };

  server.get('/session', { config: open, schema: hidden }, async (request) =>
    viewOf(options, await sessions.of(request)),
  );
  server.post<{ Body: SignIn }>(
    '/session',
    { config: open, schema: { ...hidden, body: SignInSchema } },
    async (request, reply) => {
      admit(tokens, request, reply);
      const { token } = request.body;
      const holder =
        (await tokens.holderOf(token)) ?? (await redeemSignIn(sealer, documents, clock, token));
      if (!holder) throw wrong(tokens, request);
      logger.info({ subject: holder.subject, role: holder.role }, 'somebody signed in');
      return viewOf(options, await sessions.begin(request, reply, holder));
    },
  );
  server.post(
    '/session/end',
    { config: { role: 'viewer' }, schema: { hide: true } },
    async (request, reply) => {
      sessions.end(request, reply);
      return reply.code(204).send();
    },
  );
  server.post<{ Body: Invite }>(
    '/sign-ins',
    {
      config: { role: 'operator', action: true },
      schema: { hide: true, body: InviteSchema, response: { 200: InvitedSchema } },
    },
    (request) => {
      const { role } = request.body;
      const principal = principalOf(request);
      // A token signs in somebody who is bound to no customer.
      requireAllCustomers(principal);
      const asked = { action: 'sign-in-token', target: role };
      return actions.perform(principal, asked, async () => ({
        token: await inviteTo(sealer, role),
      }));
    },
  );
  server.post(
    '/csrf',
    { config: { role: 'viewer' }, schema: { hide: true, response: { 200: CsrfSchema } } },
    (request) => sessions.csrfFor(principalOf(request)),
  );
}

function wrong(tokens: Tokens, request: FastifyRequest): TandemError {
  tokens.blame(addressOf(request));
  return new TandemError('sign-in-failed', { reason: 'The token is wrong, or too old' });
}

function viewOf(
  { context, provider, local }: SessionRoutesOptions,
  principal: Principal | undefined,
): Session {
  return {
    // The schema of the answer leaves out what is not for the page.
    user: principal ?? null,
    ...(principal?.session && { expiresAt: principal.session.expiresAt }),
    signIn: { token: true, provider: provider ? { name: provider.name, path: SIGN_IN } : null },
    region: context.region,
    local,
  };
}
