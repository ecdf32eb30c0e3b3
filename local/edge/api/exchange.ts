import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Decision } from '@tandem/health';
import { Dispatch, type DispatchContext, type Outcome } from './dispatch.ts';
import { responseHeaders } from './headers.ts';
import { problemBody, type RefusalStatus, reasonOf } from './refusals.ts';
import { RequestBody } from './request-body.ts';

export interface Incoming {
  readonly path: string;
  readonly headers: readonly string[];
  readonly clientIp: string;
  readonly ray: string;
}

export interface ExchangeContext extends DispatchContext {
  readonly retryBufferBytes: number;
  /** Server-sent events: they never end by themselves, and a drain does not wait for them. */
  readonly streams: Set<ServerResponse>;
  readonly draining: () => boolean;
}

/** Carries one request to a region and its response back to the client. */
export function exchange(
  context: ExchangeContext,
  request: IncomingMessage,
  response: ServerResponse,
  { path, headers, clientIp, ray }: Incoming,
): void {
  const body = new RequestBody(request, context.retryBufferBytes);
  const outcome: Outcome = {
    answered: (origin, decision) => relay(context, body, origin, response, decision, ray),
    upgraded: (_, socket) => {
      socket.destroy();
      outcome.failed(520, undefined);
    },
    failed: (status, decision) => {
      body.discard();
      refuse(response, status, { ray, draining: context.draining(), decision });
    },
    broken: () => response.destroy(),
  };
  const dispatch = new Dispatch(
    context,
    {
      method: request.method ?? 'GET',
      path,
      headers,
      clientIp,
      cookies: request.headers.cookie,
      body,
    },
    outcome,
  );
  request.on('error', () => dispatch.abort());
  response.on('close', () => {
    if (!response.writableFinished) dispatch.abort();
  });
  dispatch.start();
}

function relay(
  { balancer, draining, streams }: ExchangeContext,
  body: RequestBody,
  origin: IncomingMessage,
  response: ServerResponse,
  decision: Decision,
  ray: string,
): void {
  const cookie = balancer.cookieFor(decision);
  const headers = responseHeaders(origin.rawHeaders, {
    ray,
    region: decision.endpoint,
    via: decision.via,
    ...(cookie === undefined ? {} : { cookie }),
  });
  if (draining()) headers.push('Connection', 'close');
  response.writeHead(origin.statusCode ?? 502, origin.statusMessage ?? '', headers);
  // A stream (server-sent events, a long poll) may send its first byte much later than its header.
  if (origin.headers['content-length'] === undefined) response.flushHeaders();
  if (origin.headers['content-type']?.startsWith('text/event-stream')) {
    streams.add(response);
    response.on('close', () => streams.delete(response));
  }
  origin.pipe(response);
  origin.on('end', () => body.discard());
}

export interface Refused {
  readonly ray: string;
  readonly draining: boolean;
  readonly decision?: Decision | undefined;
  readonly detail?: string;
}

/** Answers in the edge's own name. */
export function refuse(
  response: ServerResponse,
  status: RefusalStatus,
  { ray, draining, decision, detail }: Refused,
): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const body = problemBody(status, detail);
  response.writeHead(status, reasonOf(status), {
    'Content-Type': 'application/problem+json',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'CF-Ray': ray,
    ...(decision === undefined ? {} : { 'X-Tandem-Region': decision.endpoint }),
    ...(draining ? { Connection: 'close' } : {}),
  });
  response.end(body);
}
