import { connect, type Socket } from 'node:net';
import { type Cancel, type Clock, isSelfConnected, systemClock } from '@tandem/core';
import type { MacKey } from '../cmac.ts';
import { FrameDecoder } from '../decoder.ts';
import { parseFrame, verifyFrame } from '../frame.ts';
import { decodeDownlink, encodeMessage } from '../messages/index.ts';
import type { DownlinkMessage, UplinkMessage } from '../messages/message.ts';
import { ExchangeError, type ExchangeFailure, refusedWith } from './errors.ts';

export interface AppletClientOptions {
  readonly host: string;
  readonly port: number;
  /** The applet's key; without one nothing is signed or verified. */
  readonly key: MacKey | undefined;
  /** For the connection and each reply; default 10,000 ms. */
  readonly timeoutMs?: number;
  /** The address to connect from; absent: the system chooses. */
  readonly localAddress?: string | undefined;
  readonly clock?: Clock;
}

interface Waiting {
  readonly counter: number;
  readonly resolve: (reply: DownlinkMessage) => void;
  readonly reject: (error: ExchangeError) => void;
  readonly cancelTimeout: Cancel;
}

const MAX_READ = 4096;
/** Every client reads into the same bytes: a read is consumed before the next one happens. */
const readBuffer = Buffer.alloc(MAX_READ);

/** One connection of an applet: one request at a time. After any failure it is closed for good. */
export class AppletClient {
  readonly #key: MacKey | undefined;
  readonly #timeoutMs: number;
  readonly #clock: Clock;
  readonly #socket: Socket;
  readonly #decoder = new FrameDecoder();
  #connected = false;
  #local: string | undefined;
  /** Why nothing can be asked any more; an error object is made only for those who ask. */
  #ended: (() => ExchangeError) | undefined;
  #waiting: Waiting | undefined;

  constructor(options: AppletClientOptions) {
    const { host, port, key, timeoutMs = 10_000, clock = systemClock, localAddress } = options;
    this.#key = key;
    this.#timeoutMs = timeoutMs;
    this.#clock = clock;
    const callback = (bytes: number): boolean => {
      this.#onRead(readBuffer.subarray(0, bytes));
      return true;
    };
    this.#socket = connect({
      host,
      port,
      noDelay: true,
      onread: { buffer: readBuffer, callback },
      ...(localAddress === undefined ? {} : { localAddress }),
    });
    this.#socket.on('connect', () => {
      if (isSelfConnected(this.#socket)) {
        this.#fail('CONNECT_FAILED', 'the connection failed: nobody listens there');
        return;
      }
      this.#connected = true;
      this.#local = `${this.#socket.localAddress}:${this.#socket.localPort}`;
    });
    this.#socket.on('error', (error: NodeJS.ErrnoException) => this.#onError(error));
    this.#socket.on('close', () => this.#fail('CLOSED', 'the connection ended before the reply'));
  }

  /** This end of the connection, `address:port`, once it was there. */
  get local(): string | undefined {
    return this.#local;
  }

  /**
   * Sends a message (the connection need not be open yet) and resolves with the reply, its MAC and
   * counter verified. Rejects with an ExchangeError; throws an AppletError for a message that is not valid.
   */
  async request(message: UplinkMessage, counter: number): Promise<DownlinkMessage> {
    const bytes = encodeMessage(message, counter, this.#key);
    if (this.#ended) throw this.#ended();
    if (this.#waiting) throw new Error('an applet client sends one request at a time');
    return new Promise((resolve, reject) => {
      const cancelTimeout = this.#clock.schedule(this.#timeoutMs, () =>
        this.#fail('TIMEOUT', `no reply within ${this.#timeoutMs} ms`),
      );
      this.#waiting = { counter, resolve, reject, cancelTimeout };
      this.#socket.write(bytes);
    });
  }

  /** Closes the connection; a request still waiting fails with CLOSED. */
  close(): void {
    this.#fail('CLOSED', 'the client was closed');
  }

  #onRead(bytes: Buffer): void {
    if (this.#ended) return;
    try {
      this.#decoder.feed(bytes);
      for (let frame = this.#decoder.next(); frame; frame = this.#decoder.next()) {
        this.#onFrame(frame);
      }
    } catch (error) {
      this.#fail('BAD_REPLY', error instanceof Error ? error.message : String(error));
    }
  }

  #onFrame(bytes: Buffer): void {
    const waiting = this.#waiting;
    if (!waiting) {
      this.#fail('BAD_REPLY', 'a reply that nobody asked for');
      return;
    }
    const frame = parseFrame(bytes);
    const reply = decodeDownlink(frame);
    // A refusal may be unsigned: the server cannot sign when it could not read who was speaking.
    if (reply.name === 'Error') this.#end(() => refusedWith(reply.code));
    else if (this.#key && !verifyFrame(bytes, frame, this.#key)) {
      this.#fail('BAD_REPLY', 'the MAC of the reply does not match');
    } else if (frame.counter !== waiting.counter) {
      this.#fail('BAD_REPLY', 'the reply echoes another counter');
    } else {
      waiting.cancelTimeout();
      this.#waiting = undefined;
      waiting.resolve(reply);
    }
  }

  #onError(error: NodeJS.ErrnoException): void {
    const code = this.#connected ? 'CLOSED' : 'CONNECT_FAILED';
    this.#fail(code, `the connection failed: ${error.code ?? error.message}`);
  }

  #fail(code: ExchangeFailure, message: string): void {
    this.#end(() => new ExchangeError(code, message));
  }

  #end(failure: () => ExchangeError): void {
    if (this.#ended) return;
    this.#ended = failure;
    this.#decoder.discard();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.cancelTimeout();
    waiting?.reject(failure());
    this.#socket.destroy();
  }
}

export function createAppletClient(options: AppletClientOptions): AppletClient {
  return new AppletClient(options);
}

export interface ExchangeOptions extends AppletClientOptions {
  readonly message: UplinkMessage;
  /** Higher than any this applet has sent before. */
  readonly counter: number;
}

/** What an applet does each time: connect, send one message, take the reply, close. Rejects as `request`. */
export async function exchange(options: ExchangeOptions): Promise<DownlinkMessage> {
  const client = new AppletClient(options);
  try {
    return await client.request(options.message, options.counter);
  } finally {
    client.close();
  }
}
