import { TandemError } from '@tandem/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CustomerDirectory } from '../customers/directory.ts';
import { tokenOperation } from '../operations.ts';
import type { AccessTokens } from './access-tokens.ts';
import { readClientCredentials } from './client-credentials.ts';

export const FORM = 'application/x-www-form-urlencoded';

/** How a refusal is called in the body of RFC 6749 section 5.2. Others stay problem+json. */
const OAUTH_ERRORS: Readonly<Record<string, string>> = {
  'invalid-client': 'invalid_client',
  'invalid-request': 'invalid_request',
  'unsupported-grant-type': 'unsupported_grant_type',
};

export interface TokenRouteOptions {
  readonly customers: CustomerDirectory;
  readonly tokens: AccessTokens;
  readonly onRefused: (error: TandemError, request: FastifyRequest) => void;
}

/** POST /oauth2/token (RFC 6749 section 4.4). */
export function tokenRoutes(server: FastifyInstance, options: TokenRouteOptions): void {
  const { customers, tokens, onRefused } = options;
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(FORM, { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );
  server.post<{ Body: string | undefined }>('/oauth2/token', {
    schema: tokenOperation,
    config: { mediaType: FORM },
    // The form's rules are of RFC 6749, not of a schema, which is there for the document.
    validatorCompiler: () => () => true,
    errorHandler(error, request, reply) {
      const name = error instanceof TandemError ? OAUTH_ERRORS[error.code] : undefined;
      if (!(error instanceof TandemError) || name === undefined) throw error;
      onRefused(error, request);
      return refuse(reply, error, name);
    },
    async handler(request, reply) {
      const credentials = readClientCredentials(request.headers.authorization, request.body ?? '');
      const account = await customers.authenticate(credentials);
      if (!account) throw new TandemError('invalid-client');
      return noStore(reply).send({
        access_token: await tokens.issue(account.id),
        token_type: 'Bearer',
        expires_in: tokens.lifetimeSeconds,
      });
    },
  });
}

function refuse(reply: FastifyReply, error: TandemError, name: string): FastifyReply {
  if (error.status === 401) reply.header('www-authenticate', 'Basic realm="tandem"');
  return noStore(reply)
    .code(error.status)
    .type('application/json')
    .send({ error: name, error_description: error.message });
}

/** RFC 6749 section 5.1. */
function noStore(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', 'no-store').header('pragma', 'no-cache');
}
