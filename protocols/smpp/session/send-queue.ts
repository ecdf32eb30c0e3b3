import type { CommandName, Pdu } from '../pdu/pdu.ts';

export interface QueuedRequest {
  readonly command: CommandName;
  readonly body: object;
  /** Monotonic milliseconds; covers the wait here and the wait for the answer. */
  readonly deadline: number;
  readonly resolve: (response: Pdu) => void;
  readonly reject: (error: Error) => void;
}

/** First in, first out, without moving the array at every take. */
export class SendQueue {
  #items: (QueuedRequest | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(request: QueuedRequest): void {
    this.#items.push(request);
  }

  shift(): QueuedRequest | undefined {
    const request = this.#items[this.#head];
    if (request === undefined) return undefined;
    this.#items[this.#head++] = undefined;
    if (this.#head === this.#items.length || this.#head > 1024) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return request;
  }

  takeExpired(now: number): QueuedRequest[] {
    const waiting = this.takeAll();
    this.#items = waiting.filter(({ deadline }) => deadline > now);
    return waiting.filter(({ deadline }) => deadline <= now);
  }

  takeAll(): QueuedRequest[] {
    const all = this.#items.slice(this.#head) as QueuedRequest[];
    this.#items = [];
    this.#head = 0;
    return all;
  }

  earliestDeadline(): number {
    let earliest = Number.POSITIVE_INFINITY;
    for (let i = this.#head; i < this.#items.length; i++) {
      earliest = Math.min(earliest, this.#items[i]?.deadline ?? earliest);
    }
    return earliest;
  }
}
