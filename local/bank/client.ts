import { type Clock, delay, newId, signRequest, systemClock } from '@tandem/core';
import { Pool } from 'undici';
import { PLACE_HEADER } from '../edge/places.ts';
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
  readonly region: string | undefined;
}

interface Asked {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body: string | undefined;
  /** The region that is nearest to this client; absent: the edge's usual one. */
  readonly place: string | undefined;
  /** Which pool of connections: a retry does not trust those of the try before. */
  readonly pool: Pool;
}

/** What the API shows of a transaction, or the status that refused. */
export interface StatusAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly region: string | undefined;
}

const PATH = '/v1/approvals';
/** With which the edge says who answered. */
const REGION_HEADER = 'x-tandem-region';
const DEFAULT_TIMEOUT_MS = 5_000;
/** Enough that a second of unanswered requests does not make the next ones wait in line. */
export const DEFAULT_CONNECTIONS = 512;

/** A bank: asks for approvals as a real customer does, signed, and stubborn with the same requestId. */
export class BankClient {
  readonly #pool: Pool;
  readonly #retryPool: Pool;
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
    const pool = () =>
      new Pool(options.url, {
        connections: options.connections ?? DEFAULT_CONNECTIONS,
        pipelining: 1,
        connectTimeout: timeoutMs,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      });
    this.#pool = pool();
    this.#retryPool = pool();
    this.#tokens = new TokenCache(this.#pool, options.credentials, this.#clock);
  }

  /**
   * POST /v1/approvals until there is an answer. Never rejects for what a network or a server may do.
   * @param requestId a UUID that sorts by time, unless given
   * @param place the region that this client is nearest to
   */
  async submit(
    approval: Approval,
    requestId = newId(this.#clock.now()),
    place?: string,
  ): Promise<Submission> {
    const body = JSON.stringify({ requestId, ...approval, cbUrl: this.#callbackUrl });
    const startedAt = this.#clock.monotonic();
    let firstError: string | undefined;
    for (let tries = 1; ; tries += 1) {
      const pool = tries % 2 === 1 ? this.#pool : this.#retryPool;
      const answer = await this.#try({ method: 'POST', path: PATH, body, place, pool });
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
  async status(transactionId: string, place?: string): Promise<StatusAnswer> {
    const path = `${PATH}/${encodeURIComponent(transactionId)}`;
    const pool = this.#pool;
    const answer = await this.#authorized({ method: 'GET', path, body: undefined, place, pool });
    const { status, body, region } = answer;
    return { status, body: parsed(body), region };
  }

  async close(): Promise<void> {
    await Promise.all([this.#pool.destroy(), this.#retryPool.destroy()]);
  }

  /** The answer, or why there is none. */
  async #try(asked: Asked): Promise<Answer | string> {
    try {
      return await this.#authorized(asked);
    } catch (error) {
      if (error instanceof TokenError)
        return { status: error.status, body: '', retryAfter: undefined, region: undefined };
      return reasonOf(error);
    }
  }

  /** With a fresh token once more when the token was refused: it may have been revoked. */
  async #authorized(asked: Asked): Promise<Answer> {
    const token = this.#tokens.current ?? (await this.#tokens.get());
    const answer = await this.#send(asked, token);
    if (answer.status !== 401) return answer;
    this.#tokens.drop(token);
    return this.#send(asked, await this.#tokens.get());
  }

  async #send({ method, path, body, place, pool }: Asked, token: string): Promise<Answer> {
    const { id, signingSecret } = this.#credentials;
    const timestamp = Math.floor(this.#clock.now() / 1_000);
    const signature = signRequest({ secret: signingSecret, timestamp, method, path, body });
    const response = await pool.request({
      method,
      path,
      headers: {
        authorization: `Bearer ${token}`,
        'x-customer-id': id,
        'x-timestamp': String(timestamp),
        'x-signature': signature,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(place === undefined ? {} : { [PLACE_HEADER]: place }),
      },
      body: body ?? null,
    });
    const retryAfter = response.headers['retry-after'];
    const region = response.headers[REGION_HEADER];
    return {
      status: response.statusCode,
      body: await response.body.text(),
      retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
      region: typeof region === 'string' ? region : undefined,
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
  const { region } = answer;
  return {
    kind: 'accepted',
    transactionId,
    repeated,
    tries,
    ...(region === undefined ? {} : { region }),
    ...(firstError === undefined ? {} : { firstError }),
  };
}

function textField(body: string, name: string): string | undefined {
  const document = parsed(body);
  if (typeof document !== 'object' || document === null) return undefined;
  const value: unknown = Reflect.get(document, name);
  return typeof value === 'string' ? value : undefined;
}

/** `undefined` for what is not JSON, such as the page of an edge that found no origin. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
