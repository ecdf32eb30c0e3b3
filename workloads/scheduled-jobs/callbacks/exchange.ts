import type { Dispatcher } from 'undici';

/** The body of an answer means nothing; more than this of it closes the connection. */
const MAX_ANSWER_BYTES = 4_096;

/** No whole answer came in time. */
export class ExchangeTimeoutError extends Error {
  override readonly name = 'ExchangeTimeoutError';
  readonly code = 'ETIMEDOUT';
}

/**
 * One request and the status of its answer. A status that has arrived stands, whatever the rest of the
 * answer does. Written as an undici handler, since `undici.request` makes a stream and an abort signal for
 * each answer, which costs more than the whole exchange.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #settled: Promise<number>;
  #resolve: (status: number) => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #bytes = 0;
  #expired: Error | undefined;

  constructor() {
    this.#settled = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Resolves to the status, rejects with the error of the connection. */
  status(): Promise<number> {
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
    if (this.#bytes > MAX_ANSWER_BYTES) controller.abort(new Error('the answer is too long'));
  }

  onResponseEnd(): void {
    this.#resolve(this.#status);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#end(error);
  }

  #end(error: Error): void {
    if (this.#status === 0) this.#reject(error);
    else this.#resolve(this.#status);
  }
}
