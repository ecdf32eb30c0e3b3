import type { Clock, Msisdn } from '@tandem/core';
import { Pool } from 'undici';
import { Exchange, ExchangeTimeoutError } from '../http/index.ts';
import { Breaker, type BreakerState, DelayLine } from '../records/index.ts';
import { Gate } from './gate.ts';
import {
  parseErrorCode,
  parseSubscriberStatus,
  type SubscriberStatus,
} from './subscriber-status.ts';

/** `unknown-number`: the operator has no such subscriber. `no-answer`: go on without, and why. */
export type OperatorAnswer =
  | { readonly kind: 'status'; readonly status: SubscriberStatus }
  | { readonly kind: 'unknown-number' }
  | { readonly kind: 'no-answer'; readonly reason: NoAnswer };

export type NoAnswer = 'circuit-open' | 'timeout' | 'unreachable' | 'refused' | 'invalid';

export interface OperatorApiOptions {
  readonly baseUrl: string;
  readonly token?: string;
  readonly clock: Clock;
  /** For one attempt: from sending the request to the last byte of its answer. */
  readonly timeoutMs: number;
  readonly maxAttempts: number;
}

const PATH = '/subscriber-status/v1/retrieve';
/** Requests at the same time: none waits inside the pool, where its timeout would not run. */
const MAX_CONNECTIONS = 128;
const MAX_BODY_BYTES = 16_384;
const FAILURES_TO_OPEN = 20;
/** The circuit stays open for at least one timeout, so that it costs less than it saves. */
const MAX_OPEN_TIMEOUTS = 16;

interface Reply {
  readonly answer: OperatorAnswer;
  /** The operator is in trouble (not: it said no), and another attempt may find it better. */
  readonly failed: boolean;
}

/** Asks the operator about a subscriber. Never rejects: without an answer the authentication goes on. */
export class OperatorApi {
  readonly #pool: Pool;
  readonly #path: string;
  readonly #headers: Record<string, string>;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #maxAttempts: number;
  readonly #breaker: Breaker;
  readonly #timeouts: DelayLine<Exchange>;
  readonly #gate = new Gate(MAX_CONNECTIONS);

  constructor({ baseUrl, token, clock, timeoutMs, maxAttempts }: OperatorApiOptions) {
    const url = new URL(baseUrl);
    this.#pool = new Pool(url.origin, {
      connections: MAX_CONNECTIONS,
      pipelining: 1,
      connect: { timeout: timeoutMs },
      // Ours covers the whole attempt, and undici's own timers are off by up to a second.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: 30_000,
    });
    this.#path = `${url.pathname.replace(/\/$/, '')}${PATH}`;
    this.#headers = {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#maxAttempts = maxAttempts;
    this.#timeouts = new DelayLine({
      clock,
      delayMs: timeoutMs,
      onDue: (exchange) => exchange.expire(),
    });
    this.#breaker = new Breaker({
      clock,
      failuresToOpen: FAILURES_TO_OPEN,
      openMs: timeoutMs,
      maxOpenMs: timeoutMs * MAX_OPEN_TIMEOUTS,
    });
  }

  get inFlight(): number {
    return this.#gate.inside;
  }

  get circuit(): BreakerState {
    return this.#breaker.state;
  }

  get waiting(): number {
    return this.#gate.waiting;
  }

  ask(msisdn: Msisdn): Promise<OperatorAnswer> {
    return this.#gate.pass(() => this.#ask(JSON.stringify({ phoneNumber: msisdn })));
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }

  async #ask(body: string): Promise<OperatorAnswer> {
    const giveUpAt = this.#clock.monotonic() + this.#timeoutMs;
    let answer: OperatorAnswer = { kind: 'no-answer', reason: 'circuit-open' };
    for (let attempt = 1; attempt <= this.#maxAttempts; attempt += 1) {
      if (!this.#breaker.admit()) return answer;
      const reply = await this.#attempt(body);
      answer = reply.answer;
      if (!reply.failed) {
        this.#breaker.succeeded();
        return answer;
      }
      this.#breaker.failed();
      // Another attempt must begin within what the caller was ready to wait for one.
      if (this.#clock.monotonic() >= giveUpAt) return answer;
    }
    return answer;
  }

  async #attempt(body: string): Promise<Reply> {
    const exchange = new Exchange({ maxBytes: MAX_BODY_BYTES, body: 'read' });
    this.#timeouts.add(exchange);
    try {
      this.#pool.dispatch(
        { method: 'POST', path: this.#path, headers: this.#headers, body },
        exchange,
      );
      const { status, text } = await exchange.answer();
      return read(status, text);
    } catch (error) {
      return failure(error instanceof ExchangeTimeoutError ? 'timeout' : 'unreachable');
    } finally {
      this.#timeouts.remove(exchange);
    }
  }
}

function read(statusCode: number, text: string): Reply {
  if (statusCode === 200) {
    const status = parseSubscriberStatus(text);
    return status ? { answer: { kind: 'status', status }, failed: false } : failure('invalid');
  }
  if (statusCode === 404 && parseErrorCode(text) === 'IDENTIFIER_NOT_FOUND') {
    return { answer: { kind: 'unknown-number' }, failed: false };
  }
  const overloaded = statusCode === 429 || statusCode >= 500;
  return overloaded
    ? failure('unreachable')
    : { answer: { kind: 'no-answer', reason: 'refused' }, failed: false };
}

function failure(reason: NoAnswer): Reply {
  return { answer: { kind: 'no-answer', reason }, failed: true };
}
