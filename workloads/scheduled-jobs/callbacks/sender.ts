import { type Clock, signRequest } from '@tandem/core';
import { Agent, type Dispatcher, request } from 'undici';
import { isLoopbackAddress, isPublicAddress, publicLookup } from '../../callback-url/index.ts';
import { DelayLine } from '../../records/index.ts';
import { literalAddress } from './literal.ts';
import { reasonOf } from './reason.ts';

export interface CallbackRequest {
  readonly url: string;
  readonly body: string;
  readonly secret: string;
  readonly transactionId: string;
  /** Plain http and loopback addresses are allowed: the local system's customer only. */
  readonly loopback: boolean;
}

export type Sent =
  | { readonly kind: 'delivered'; readonly httpStatus: number }
  /** `reason` names the cause in a word or two, never an address or a body. */
  | { readonly kind: 'failed'; readonly reason: string };

export interface SenderOptions {
  readonly clock: Clock;
  /** For the whole exchange, connecting and the answer's body included. */
  readonly timeoutMs: number;
  /** Connections to one host at most. */
  readonly connections: number;
}

/** The body of an answer means nothing; more than this of it closes the connection. */
const MAX_ANSWER_BYTES = 4_096;
const KEEP_ALIVE_MS = 30_000;

/**
 * Posts signed callbacks. Redirects are not followed, as nobody has judged where they lead; a host is
 * called only at the public address that the connection itself looked up.
 */
export class CallbackSender {
  readonly #clock: Clock;
  readonly #timeouts: DelayLine<AbortController>;
  readonly #public: Agent;
  readonly #loopback: Agent;

  constructor({ clock, timeoutMs, connections }: SenderOptions) {
    this.#clock = clock;
    this.#timeouts = new DelayLine({
      clock,
      delayMs: timeoutMs,
      onDue: (controller) => controller.abort(),
    });
    const shared = {
      connections,
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: 0,
      bodyTimeout: 0,
    };
    this.#public = new Agent({ ...shared, connect: { timeout: timeoutMs, lookup: publicLookup } });
    this.#loopback = new Agent({ ...shared, connect: { timeout: timeoutMs } });
  }

  /** Never rejects. 2xx is delivered, whatever comes after it. */
  async send({ url: text, body, secret, transactionId, loopback }: CallbackRequest): Promise<Sent> {
    const url = new URL(text);
    const dispatcher = this.#dispatcherFor(url, loopback);
    if (!dispatcher) return { kind: 'failed', reason: 'address not allowed' };
    const path = `${url.pathname}${url.search}`;
    const timestamp = Math.floor(this.#clock.now() / 1_000);
    const controller = new AbortController();
    this.#timeouts.add(controller);
    try {
      const answer = await request(url, {
        dispatcher,
        method: 'POST',
        body,
        signal: controller.signal,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'tandem-callback/1',
          'x-timestamp': String(timestamp),
          'x-signature': signRequest({ secret, timestamp, method: 'POST', path, body }),
          'idempotency-key': transactionId,
        },
      });
      await answer.body.dump({ limit: MAX_ANSWER_BYTES }).catch(() => controller.abort());
      const { statusCode } = answer;
      return statusCode >= 200 && statusCode < 300
        ? { kind: 'delivered', httpStatus: statusCode }
        : { kind: 'failed', reason: `HTTP ${statusCode}` };
    } catch (error) {
      return { kind: 'failed', reason: controller.signal.aborted ? 'timeout' : reasonOf(error) };
    } finally {
      this.#timeouts.remove(controller);
    }
  }

  async close(): Promise<void> {
    for (const controller of this.#timeouts.takeAll()) controller.abort();
    await Promise.all([this.#public.destroy(), this.#loopback.destroy()]);
  }

  #dispatcherFor(url: URL, loopback: boolean): Dispatcher | undefined {
    const address = literalAddress(url.hostname);
    const local = url.hostname === 'localhost' || (address && isLoopbackAddress(address));
    if (local) return loopback ? this.#loopback : undefined;
    if (url.protocol !== 'https:' || (address && !isPublicAddress(address))) return undefined;
    return this.#public;
  }
}
