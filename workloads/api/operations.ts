import { ERRORS, type ErrorCode } from '@tandem/core';
import type { FastifySchema } from 'fastify';
import { type TSchema, Type } from 'typebox';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Document the headers of a signed request. They are checked by code, in an order that matters. */
    signed?: boolean;
  }
}

/** A schema that the server holds under its `$id` (see openapi.ts). */
const ref = (id: string): TSchema => Type.Unsafe({ $ref: `${id}#` });

const json = (description: string, id: string, headers?: Record<string, TSchema>) => ({
  description,
  ...(headers && { headers }),
  content: { 'application/json': { schema: ref(id) } },
});

const PROBLEM = { 'application/problem+json': { schema: ref('Problem') } };
const TOKEN_ERROR = { 'application/json': { schema: ref('TokenError') } };

/** Every server answers these, whatever the route. */
const EVERYWHERE: readonly ErrorCode[] = ['malformed-request', 'headers-too-large', 'internal'];

/** One response for each status that the codes have, naming the codes. */
function problems(codes: readonly ErrorCode[], more: Readonly<Record<string, object>> = {}) {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of [...codes, ...EVERYWHERE]) {
    const { status } = ERRORS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, of]) => [
      status,
      { description: of.join(', '), content: { ...PROBLEM, ...more[status] } },
    ]),
  );
}

const CALLER: readonly ErrorCode[] = [
  'unauthenticated',
  'customer-mismatch',
  'timestamp-outside-window',
  'invalid-signature',
  'rate-limited',
  'unavailable',
];

const location = { location: Type.String({ description: 'Path of the approval.' }) };

export const requestApprovalOperation: FastifySchema = {
  operationId: 'requestApproval',
  summary: 'Ask a subscriber for an approval',
  description: 'The same requestId again: 200 with the same transaction when the body is the same.',
  tags: ['approvals'],
  security: [{ customer: [] }],
  body: ref('SimApprovalRequest'),
  response: {
    202: json('Accepted; the outcome goes to cbUrl.', 'Acceptance', location),
    200: json('Accepted before; the same transaction.', 'Acceptance', location),
    ...problems([
      'invalid-json',
      'invalid-request',
      'invalid-msisdn',
      'message-too-long',
      'callback-not-allowed',
      'request-conflict',
      'body-too-large',
      'unsupported-media-type',
      'request-timeout',
      ...CALLER,
    ]),
  },
};

export const readApprovalOperation: FastifySchema = {
  operationId: 'readApproval',
  summary: 'How an approval stands',
  tags: ['approvals'],
  security: [{ customer: [] }],
  params: Type.Object({ transactionId: Type.String() }),
  response: { 200: json('The approval.', 'Approval'), ...problems(['not-found', ...CALLER]) },
};

export const tokenOperation: FastifySchema = {
  operationId: 'issueToken',
  summary: 'Get an access token (RFC 6749 section 4.4)',
  description: 'Client id and secret by HTTP Basic or in the body, not both.',
  tags: ['token'],
  security: [{ client: [] }, {}],
  consumes: ['application/x-www-form-urlencoded'],
  body: Type.Object({
    grant_type: Type.Literal('client_credentials'),
    client_id: Type.Optional(Type.String()),
    client_secret: Type.Optional(Type.String()),
    scope: Type.Optional(Type.String({ description: 'There are no scopes; it is ignored.' })),
  }),
  response: {
    200: json('The token.', 'Token'),
    ...problems(
      [
        'invalid-request',
        'unsupported-grant-type',
        'invalid-client',
        'body-too-large',
        'unsupported-media-type',
        'request-timeout',
        'unavailable',
      ],
      { 400: TOKEN_ERROR, 401: TOKEN_ERROR },
    ),
  },
};

export const healthOperation: FastifySchema = {
  operationId: 'health',
  summary: 'Whether this region can serve',
  tags: ['operation'],
  response: {
    200: json('Exactly {"status":"UP"}.', 'Health'),
    503: json('DOWN, and why.', 'Health'),
    ...problems([]),
  },
};

export const documentOperation: FastifySchema = {
  operationId: 'openapi',
  summary: 'This document',
  tags: ['operation'],
  response: {
    200: {
      description: 'OpenAPI 3.1.',
      content: { 'application/json': { schema: Type.Object({}, { additionalProperties: true }) } },
    },
    ...problems([]),
  },
};
