import { type Clock, type SignatureFailure, TandemError, verifySignature } from '@tandem/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Account, CustomerDirectory } from '../customers/directory.ts';
import type { RateLimit, RateLimiter } from '../rate-limit.ts';
import type { AccessTokens } from '../token/access-tokens.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set once token, customer and allowance are fine. */
    account: Account | null;
  }
}

export interface CallerOptions {
  readonly tokens: AccessTokens;
  readonly customers: CustomerDirectory;
  readonly limiter: RateLimiter;
  readonly limit: RateLimit;
  readonly clock: Clock;
  readonly signatureWindowMs: number;
}

/** Who is calling: token, customer and allowance from the headers alone, then the signature of the body. */
export class Caller {
  readonly #options: CallerOptions;

  constructor(options: CallerOptions) {
    this.#options = options;
  }

  /** Before the body is read. */
  async identify(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { customers, tokens } = this.#options;
    const { headers } = request;
    const issuedTo = tokens.customerOf(headers.authorization);
    const customerId = typeof issuedTo === 'string' ? issuedTo : await issuedTo;
    if (headers['x-customer-id'] !== customerId) throw new TandemError('customer-mismatch');
    const found = customers.byId(customerId);
    const account = found instanceof Promise ? await found : found;
    if (!account) {
      throw new TandemError('unauthenticated', { reason: 'The customer no longer exists' });
    }
    this.#takeAllowance(account, reply);
    request.account = account;
  }

  /** Over the very bytes that came in. */
  verify(request: FastifyRequest, body: Buffer | undefined): void {
    const { clock, signatureWindowMs } = this.#options;
    const toleranceSeconds = signatureWindowMs / 1_000;
    const check = verifySignature({
      secret: accountOf(request).signingSecret,
      timestamp: textOf(request.headers['x-timestamp']),
      signature: textOf(request.headers['x-signature']),
      method: request.method,
      path: request.raw.url ?? '',
      body,
      now: Math.floor(clock.now() / 1_000),
      toleranceSeconds,
    });
    if (!check.valid) throw refusalOf(check.reason, toleranceSeconds);
  }

  #takeAllowance(account: Account, reply: FastifyReply): void {
    const { limit, limiter } = this.#options;
    const own = account.requestsPerSecond;
    const effective = own === undefined ? limit : { perSecond: own, burst: own * 2 };
    const allowance = limiter.take(account.id, effective);
    if (allowance.kind === 'allowed') return;
    const seconds = allowance.retryAfterSeconds;
    reply.header('retry-after', seconds);
    throw new TandemError('rate-limited', { limit: effective.perSecond, seconds });
  }
}

export function accountOf(request: FastifyRequest): Account {
  if (!request.account) throw new Error('the caller of this route was not identified');
  return request.account;
}

const SIGNATURE_REASONS: Partial<Record<SignatureFailure, string>> = {
  'signature-missing': 'is required',
  'signature-malformed': 'must be v1= and 64 lower-case hexadecimal digits',
  'signature-mismatch': 'does not match method, path, timestamp and body under your secret',
};

function refusalOf(failure: SignatureFailure, window: number): TandemError {
  const reason = SIGNATURE_REASONS[failure];
  return reason === undefined
    ? new TandemError('timestamp-outside-window', { window })
    : new TandemError('invalid-signature', { reason });
}

function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header;
}
