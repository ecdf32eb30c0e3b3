import { type Clock, delay, newId, signRequest, systemClock } from '@tandem/core';
import { Pool } from 'undici';
import { Random } from '../random.ts';
import { type Approval, isRetryableHttp, type Submission } from './approval.ts';
import type { BankCredentials } from './credentials.ts';
import { backoffMs, DEFAULT_RETRY, type RetryPolicy } from './retry.ts';
import { TokenCache, TokenError } from './token.ts';

export interface BankClientOptions {
  /** Origin of the API, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly credentials: BankCredentials;
  /** Where outcomes are to be sent (cbUrl). */
  readonly callbackUrl: string;
  readonly retry?: Partial<RetryPolicy>;
  /** For a connection, and for the answer to one try. */
  readonly timeoutMs?: number;
  readonly connections?: number;
  readonly clock?: Clock;
  /** Seeds the jitter of retries. */
  readonly seed?: number | string;
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly retryAfter: string | undefined;
}

const PATH = '/v1/approvals';
const DEFAULT_TIMEOUT_MS = 5_000;
const DEFAULT_CONNECTIONS = 64;

/** A bank: asks for approvals as a real customer does, signed, and stubborn with the same requestId. */
export class BankClient {
  readonly #pool: Pool;
  readonly #tokens: TokenCache;
  readonly #credentials: BankCredentials;
  readonly #callbackUrl: string;
  readonly #retry: RetryPolicy;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(options: BankClientOptions) {
    const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#clock = options.clock ?? systemClock;
    this.#credentials = options.credentials;
    this.#callbackUrl = options.callbackUrl;
    this.#retry = { ...DEFAULT_RETRY, ...options.retry };
    this.#random = new Random(options.seed ?? 'bank');
    this.#pool = new Pool(options.url, {
      connections: options.connections ?? DEFAULT_CONNECTIONS,
      pipelining: 1,
      connectTimeout: timeoutMs,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    this.#tokens = new TokenCache(this.#pool, options.credentials, this.#clock);
  }

  /**
   * POST /v1/approvals until there is an answer. Never rejects for what a network or a server may do.
   * @param requestId a UUID that sorts by time, unless given
   */
  async submit(approval: Approval, requestId = newId(this.#clock.now())): Promise<Submission> {
    const body = JSON.stringify({ requestId, ...approval, cbUrl: this.#callbackUrl });
    const startedAt = this.#clock.monotonic();
    let firstError: string | undefined;
    for (let tries = 1; ; tries += 1) {
      const answer = await this.#try(body);
      if (typeof answer !== 'string' && (answer.status === 202 || answer.status === 200)) {
        return accepted(answer, tries, firstError);
      }
      const reason = typeof answer === 'string' ? answer : `HTTP ${answer.status}`;
      firstError ??= reason;
      const retryable = typeof answer === 'string' || isRetryableHttp(answer.status);
      if (!retryable) {
        const { status, body: problem } = answer;
        const code = textField(problem, 'code') ?? '';
        const detail = textField(problem, 'detail') ?? '';
        return { kind: 'refused', status, code, detail, tries, firstError };
      }
      const retryAfter = typeof answer === 'string' ? undefined : answer.retryAfter;
      const pause = backoffMs(this.#retry, tries, retryAfter, this.#random.next());
      const elapsed = this.#clock.monotonic() - startedAt;
      if (tries >= this.#retry.maxTries || elapsed + pause > this.#retry.forMs) {
        return { kind: 'unknown', reason, tries, firstError };
      }
      await delay(this.#clock, pause);
    }
  }

  /** GET /v1/approvals/{transactionId}: the document as the API shows it, or the status that refused. */
  async status(
    transactionId: string,
  ): Promise<{ readonly status: number; readonly body: unknown }> {
    const path = `${PATH}/${encodeURIComponent(transactionId)}`;
    const answer = await this.#authorized('GET', path, undefined);
    return {
      status: answer.status,
      body: answer.body === '' ? undefined : JSON.parse(answer.body),
    };
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  /** The answer, or why there is none. */
  async #try(body: string): Promise<Answer | string> {
    try {
      return await this.#authorized('POST', PATH, body);
    } catch (error) {
      if (error instanceof TokenError)
        return { status: error.status, body: '', retryAfter: undefined };
      return reasonOf(error);
    }
  }

  /** With a fresh token once more when the token was refused: it may have been revoked. */
  async #authorized(
    method: 'GET' | 'POST',
    path: string,
    body: string | undefined,
  ): Promise<Answer> {
    const token = this.#tokens.current ?? (await this.#tokens.get());
    const answer = await this.#send(method, path, body, token);
    if (answer.status !== 401) return answer;
    this.#tokens.drop(token);
    return this.#send(method, path, body, await this.#tokens.get());
  }

  async #send(
    method: 'GET' | 'POST',
    path: string,
    body: string | undefined,
    token: string,
  ): Promise<Answer> {
    const { id, signingSecret } = this.#credentials;
    const timestamp = Math.floor(this.#clock.now() / 1_000);
    const signature = signRequest({ secret: signingSecret, timestamp, method, path, body });
    const response = await this.#pool.request({
      method,
      path,
      headers: {
        authorization: `Bearer ${token}`,
        'x-customer-id': id,
        'x-timestamp': String(timestamp),
        'x-signature': signature,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body ?? null,
    });
    const retryAfter = response.headers['retry-after'];
    return {
      status: response.statusCode,
      body: await response.body.text(),
      retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
    };
  }
}

function accepted(answer: Answer, tries: number, firstError: string | undefined): Submission {
  const transactionId = textField(answer.body, 'transactionId');
  if (transactionId === undefined) {
    const reason = `HTTP ${answer.status} without a transactionId`;
    return { kind: 'unknown', reason, tries, firstError: firstError ?? reason };
  }
  const repeated = answer.status === 200;
  return {
    kind: 'accepted',
    transactionId,
    repeated,
    tries,
    ...(firstError === undefined ? {} : { firstError }),
  };
}

function textField(body: string, name: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null) return undefined;
    const value: unknown = Reflect.get(parsed, name);
    return typeof value === 'string' ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
