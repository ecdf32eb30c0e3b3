import { type Clock, signRequest } from '@tandem/core';
import { Agent } from 'undici';
import { isLoopbackAddress, isPublicAddress, publicLookup } from '../../callback-url/index.ts';
import { Exchange } from '../../http/index.ts';
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

const KEEP_ALIVE_MS = 30_000;
/** The body of an answer means nothing. */
const MAX_ANSWER_BYTES = 4_096;

const HEADERS = ['content-type', 'application/json', 'user-agent', 'tandem-callback/1'];

/**
 * Posts signed callbacks. Redirects are not followed, as nobody has judged where they lead; a host is
 * called only at the public address that the connection itself looked up.
 */
export class CallbackSender {
  readonly #clock: Clock;
  readonly #timeouts: DelayLine<Exchange>;
  readonly #public: Agent;
  readonly #loopback: Agent;

  constructor({ clock, timeoutMs, connections }: SenderOptions) {
    this.#clock = clock;
    this.#timeouts = new DelayLine({
      clock,
      delayMs: timeoutMs,
      onDue: (exchange) => exchange.expire(),
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
    const exchange = new Exchange({ maxBytes: MAX_ANSWER_BYTES, body: 'ignored' });
    this.#timeouts.add(exchange);
    try {
      dispatcher.dispatch(
        {
          origin: url.origin,
          path,
          method: 'POST',
          body,
          headers: [
            ...HEADERS,
            'x-timestamp',
            String(timestamp),
            'x-signature',
            signRequest({ secret, timestamp, method: 'POST', path, body }),
            'idempotency-key',
            transactionId,
          ],
        },
        exchange,
      );
      const { status: httpStatus } = await exchange.answer();
      return httpStatus >= 200 && httpStatus < 300
        ? { kind: 'delivered', httpStatus }
        : { kind: 'failed', reason: `HTTP ${httpStatus}` };
    } catch (error) {
      return { kind: 'failed', reason: reasonOf(error) };
    } finally {
      this.#timeouts.remove(exchange);
    }
  }

  async close(): Promise<void> {
    for (const exchange of this.#timeouts.takeAll()) exchange.expire();
    await Promise.all([this.#public.destroy(), this.#loopback.destroy()]);
  }

  #dispatcherFor(url: URL, loopback: boolean): Agent | undefined {
    const address = literalAddress(url.hostname);
    const local = url.hostname === 'localhost' || (address && isLoopbackAddress(address));
    if (local) return loopback ? this.#loopback : undefined;
    if (url.protocol !== 'https:' || (address && !isPublicAddress(address))) return undefined;
    return this.#public;
  }
}
