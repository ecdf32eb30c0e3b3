import type { ClientRequest, IncomingMessage } from 'node:http';

/**
 * The body of a request on its way to an origin. What has been sent is kept up to a limit, so that it can
 * be sent again to another; beyond the limit it only streams, with the pace of the slower side.
 */
export class RequestBody {
  readonly #source: IncomingMessage;
  readonly #limit: number;
  readonly #kept: Buffer[] = [];
  readonly #empty: boolean;
  readonly #length: number;
  #bytes = 0;
  #ended = false;
  #listening = false;
  #target: ClientRequest | undefined;

  constructor(source: IncomingMessage, limit: number) {
    this.#source = source;
    this.#limit = limit;
    const { headers } = source;
    const length = headers['content-length'];
    const chunked = headers['transfer-encoding'] !== undefined;
    this.#empty = !chunked && (length === undefined || length === '0');
    this.#length = Number(length ?? Number.NaN);
  }

  /** All that was taken from the client so far is still here. */
  get canRepeat(): boolean {
    return this.#bytes <= this.#limit;
  }

  /** Sends what there is and what comes. To be called once the connection of `target` stands. */
  sendTo(target: ClientRequest): void {
    if (this.#empty) {
      target.end();
      return;
    }
    this.#target = target;
    for (const chunk of this.#kept) target.write(chunk);
    if (this.#ended || this.#bytes === this.#length) {
      target.end();
      return;
    }
    target.on('drain', () => {
      if (this.#target === target) this.#source.resume();
    });
    if (!this.#listening) this.#listen();
    this.#source.resume();
  }

  /** The target has failed: nothing more is taken until there is another. */
  detach(): void {
    this.#target = undefined;
    if (this.#listening && !this.#ended) this.#source.pause();
  }

  /** Nobody wants the rest; reading it lets the client see its response. */
  discard(): void {
    this.#target = undefined;
    this.#source.resume();
  }

  #listen(): void {
    this.#listening = true;
    this.#source.on('data', (chunk: Buffer) => {
      this.#keep(chunk);
      // All of it is here: one packet less than waiting for the end.
      if (this.#bytes === this.#length) this.#target?.end(chunk);
      else if (this.#target && !this.#target.write(chunk)) this.#source.pause();
    });
    this.#source.on('end', () => {
      this.#ended = true;
      if (this.#bytes !== this.#length) this.#target?.end();
    });
  }

  #keep(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes <= this.#limit) this.#kept.push(chunk);
    else this.#kept.length = 0;
  }
}
