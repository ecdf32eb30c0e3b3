import type { Dispatcher } from 'undici';

/** No whole answer came in time. */
export class ExchangeTimeoutError extends Error {
  override readonly name = 'ExchangeTimeoutError';
  readonly code = 'ETIMEDOUT';
}

export interface ExchangeOptions {
  /** More than this of an answer's body ends the exchange and its connection. */
  readonly maxBytes: number;
  /**
   * `read`: the answer counts when it has arrived whole. `ignored`: a status that has arrived stands,
   * whatever the rest of the answer does, and `text` is empty.
   */
  readonly body: 'read' | 'ignored';
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/**
 * One request and its answer. Written as an undici handler, since `undici.request` makes a stream and an abort signal for
 * each answer, which costs more than the whole exchange.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #options: ExchangeOptions;
  readonly #settled: Promise<Answer>;
  readonly #chunks: Buffer[] = [];
  #resolve: (answer: Answer) => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #bytes = 0;
  #expired: Error | undefined;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#settled = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Rejects with the error of the connection, or ExchangeTimeoutError. */
  answer(): Promise<Answer> {
    return this.#settled;
  }

  /** Ends it now; one that still waits for its connection is never sent. */
  expire(): void {
    this.#expired = new ExchangeTimeoutError('no answer in time');
    this.#controller?.abort(this.#expired);
    this.#end(this.#expired);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#expired) controller.abort(this.#expired);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    // 1xx only announces the answer (RFC 9110 section 15.2).
    if (status >= 200) this.#status = status;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#options.maxBytes) controller.abort(new Error('the answer is too long'));
    else if (this.#options.body === 'read') this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#resolve({ status: this.#status, text: Buffer.concat(this.#chunks).toString() });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#end(error);
  }

  #end(error: Error): void {
    if (this.#status === 0 || this.#options.body === 'read') this.#reject(error);
    else this.#resolve({ status: this.#status, text: '' });
  }
}
