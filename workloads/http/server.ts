import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { TandemError } from '@tandem/core';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { RouteMethods } from './methods.ts';
import { asRefusal, PROBLEM_TYPE, problemBody, rawProblemResponse } from './problem.ts';

export interface HttpServerOptions {
  readonly bodyLimit: number;
  /** How long a request may take to arrive: ends half requests and slow senders. */
  readonly requestTimeoutMs?: number;
  /** Every refusal, for metrics and the log. `error.cause` holds what only the log may see. */
  readonly onRefused: (error: TandemError, request: FastifyRequest | undefined) => void;
}

const MAX_HEADER_BYTES = 8_192;
const MAX_HEADERS = 64;
const REQUEST_TIMEOUT_MS = 10_000;
/** Longer than the idle timeout of a load balancer (60 s), which must be the one to close. */
const KEEP_ALIVE_MS = 75_000;
const CHECKS_PER_TIMEOUT = 10;

/** RFC 6750 section 3. */
const CHALLENGE = 'Bearer realm="tandem", error="invalid_token"';
const RETRY_AFTER_SECONDS = 1;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route's body must be, for the text of 415. */
    mediaType?: string;
  }
}

/**
 * An HTTP server whose every refusal is problem+json: of the routes, of the router, of the parser and of
 * connections that never became a request. Bodies are validated without coercion; what came in the URL
 * is text and is coerced.
 */
export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const { bodyLimit, onRefused, requestTimeoutMs = REQUEST_TIMEOUT_MS } = options;
  const server = fastify({
    bodyLimit,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    genReqId: requestIds(),
    return503OnClosing: false,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false } },
    http: {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.ceil(requestTimeoutMs / CHECKS_PER_TIMEOUT),
    },
    frameworkErrors: (error, request, reply) => refuse(error, request, reply),
    clientErrorHandler(error, socket) {
      answerBrokenConnection(error, socket, requestTimeoutMs, onRefused);
    },
  });
  // Node cuts off headers past its limit in silence; no limit there, so that ours is seen to be passed.
  server.server.maxHeadersCount = 0;
  const methods = new RouteMethods(server);

  function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply) {
    const mediaType = request.routeOptions.config?.mediaType ?? 'application/json';
    const context = { bodyLimit, mediaType };
    const refusal = asRefusal(error, context);
    onRefused(refusal, request);
    if (refusal.code === 'unauthenticated') reply.header('www-authenticate', CHALLENGE);
    if (refusal.status === 503) reply.header('retry-after', RETRY_AFTER_SECONDS);
    return (
      reply
        .code(refusal.status)
        .type(PROBLEM_TYPE)
        .header('x-request-id', request.id)
        // As bytes: the media type has no charset parameter (RFC 9457 section 3).
        .send(Buffer.from(problemBody(refusal, request.id)))
    );
  }

  server.setErrorHandler(refuse);
  server.addHook('onRequest', (request, reply, done) => {
    done(inspect(request, reply, bodyLimit, methods));
  });
  return server;
}

/** What can be refused before anything is read or looked up. */
function inspect(
  request: FastifyRequest,
  reply: FastifyReply,
  bodyLimit: number,
  methods: RouteMethods,
): TandemError | undefined {
  const { headers } = request;
  if (request.raw.rawHeaders.length > MAX_HEADERS * 2) return tooManyHeaders();
  if (request.is404) {
    const allowed = methods.allowed(request.url);
    if (allowed.length === 0) return new TandemError('not-found', { what: 'This path' });
    reply.header('allow', allowed.join(', '));
    const path = request.url.split('?', 1)[0] ?? '';
    return new TandemError('method-not-allowed', { path, allowed: allowed.join(', ') });
  }
  if (Number(headers['content-length'] ?? 0) > bodyLimit) {
    // The rest of the body is not wanted: without this Node would read and drop all of it.
    reply.header('connection', 'close');
    return new TandemError('body-too-large', { limit: bodyLimit });
  }
  if (headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity') {
    return new TandemError('unsupported-media-type', { allowed: 'sent without Content-Encoding' });
  }
  return undefined;
}

function tooManyHeaders(): TandemError {
  return new TandemError('headers-too-large', { count: MAX_HEADERS, bytes: MAX_HEADER_BYTES });
}

/** Ids of this process: a random prefix and a number, cheap and unique enough to find a log line. */
function requestIds(): () => string {
  const prefix = randomBytes(4).toString('hex');
  let last = 0;
  return () => {
    last += 1;
    return `${prefix}-${last.toString(36)}`;
  };
}

function answerBrokenConnection(
  error: Error & { readonly code?: string },
  socket: Socket,
  requestTimeoutMs: number,
  onRefused: HttpServerOptions['onRefused'],
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const refusal = refusalOfConnection(error.code, requestTimeoutMs);
  onRefused(refusal, undefined);
  // An answer may be under way on this connection already; then another one would be read as its rest.
  if (socket.bytesWritten === 0) socket.write(rawProblemResponse(refusal));
  socket.destroySoon();
}

function refusalOfConnection(code: string | undefined, requestTimeoutMs: number): TandemError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return tooManyHeaders();
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new TandemError('request-timeout', { seconds: requestTimeoutMs / 1_000 });
    default:
      return new TandemError('malformed-request', { reason: 'its syntax is not that of HTTP/1.1' });
  }
}
